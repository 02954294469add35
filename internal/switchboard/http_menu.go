package switchboard

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// MenuView is the voice menu as its screen shows it.
type MenuView struct {
	Served  bool          `json:"served" doc:"this node has a telephone exchange"`
	InForce int64         `json:"in_force" doc:"the number of the version by which this node's exchange leads calls now; 0: the first menu"`
	Live    MenuVersionV  `json:"live" doc:"published last; number 0: the first menu, which nobody changed"`
	Draft   *MenuVersionV `json:"draft" doc:"null: there is none"`
	First   Menu          `json:"first" doc:"that the installation began with"`
	Queues  []NamedQueue  `json:"queues" doc:"where keys can lead"`
	Sounds  []string      `json:"sounds" doc:"recordings that there are"`
	Voice   bool          `json:"voice" doc:"texts are said by a voice; without one, tones stand in for what nobody recorded"`
}

// NamedQueue is a queue that a key can lead to.
type NamedQueue struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// MenuVersionV is a version of the menu.
type MenuVersionV struct {
	ID          ids.ID        `json:"id"`
	Number      int64         `json:"number" doc:"0: not published"`
	Revision    int64         `json:"revision" doc:"send it back with a change"`
	Menu        Menu          `json:"menu"`
	Note        string        `json:"note"`
	By          string        `json:"by" doc:"who changed it last"`
	At          time.Time     `json:"at"`
	PublishedBy string        `json:"published_by"`
	PublishedAt *time.Time    `json:"published_at"`
	Problems    []MenuProblem `json:"problems" doc:"what is wrong with it as things stand"`
}

func (s *Service) menuRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/menu", ID: "menu-read", Tag: tag, Right: RightMenu,
		Summary: "语音菜单：现行版本、草稿、可用的队列和录音"}, s.getMenu)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/menu/check", ID: "menu-check", Tag: tag, Right: RightMenu,
		Summary: "检查菜单，列出各步骤的问题；不保存"}, s.postMenuCheck)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/menu/try", ID: "menu-try", Tag: tag, Right: RightMenu,
		Summary: "试走菜单：按给定的按键走一遍，看进入哪个队列；不保存"}, s.postMenuTry)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/menu/draft", ID: "menu-save", Tag: tag, Right: RightMenu,
		Summary: "保存菜单草稿"}, s.postMenuDraft)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/menu/drop", ID: "menu-drop", Tag: tag, Right: RightMenu,
		Summary: "放弃菜单草稿"}, s.postMenuDrop)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/menu/publish", ID: "menu-publish", Tag: tag, Right: RightMenu,
		Summary: "发布菜单草稿，自下一通来电起生效"}, s.postMenuPublish)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/menu/put-back", ID: "menu-put-back", Tag: tag, Right: RightMenu,
		Summary: "恢复菜单的以前版本，作为新版本发布"}, s.postMenuPutBack)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/menu/versions", ID: "menu-versions", Tag: tag, Right: RightMenu,
		Summary: "菜单的已发布版本，最近的在前"}, s.getMenuVersions)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/menu/versions.xlsx", ID: "menu-versions-xlsx", Tag: tag, Right: RightMenu,
		Summary: "导出菜单的已发布版本（xlsx）"}, s.getMenuVersionsXLSX)
}

func (s *Service) menuVersionView(q store.Queryer, v MenuVersion) (MenuVersionV, error) {
	problems, err := s.checkMenu(q, &v.Menu)
	return MenuVersionV{ID: v.ID, Number: v.Number, Revision: v.Revision, Menu: v.Menu, Note: v.Note, By: s.name(q, v.By), At: v.At,
		PublishedBy: s.name(q, v.PublishedBy), PublishedAt: optional(v.PublishedAt), Problems: problems}, err
}

func (s *Service) getMenu(ctx context.Context, _ *struct{}) (*httpx.Out[MenuView], error) {
	return httpx.Reply(s.menuView(s.Store.Read(ctx)))
}

func (s *Service) menuView(q store.Queryer) (MenuView, error) {
	v := MenuView{First: FirstMenu(s.base()), Queues: []NamedQueue{}, Sounds: Recorded(s.Menus.Folder), Voice: s.Speak != nil}
	if f := s.here(); f != nil {
		v.Served, v.InForce = true, f.Routed().Number
	}
	for _, queue := range s.base() {
		v.Queues = append(v.Queues, NamedQueue{queue.Code, queue.Name})
	}
	live, _, err := s.menuNow(q)
	if err != nil {
		return v, err
	}
	if v.Live, err = s.menuVersionView(q, live); err != nil {
		return v, err
	}
	draft, there, err := draftMenu(q)
	if err != nil || !there {
		return v, err
	}
	view, err := s.menuVersionView(q, draft)
	v.Draft = &view
	return v, err
}

type menuIn struct {
	Body struct {
		Menu Menu `json:"menu"`
	}
}

// MenuProblems is what is wrong with a menu.
type MenuProblems struct {
	Problems []MenuProblem `json:"problems"`
}

func (s *Service) postMenuCheck(ctx context.Context, in *menuIn) (*httpx.Out[MenuProblems], error) {
	if !in.Body.Menu.fits() {
		return nil, ErrMenuBig
	}
	list, err := s.checkMenu(s.Store.Read(ctx), &in.Body.Menu)
	return httpx.Reply(MenuProblems{list}, err)
}

type menuTryIn struct{ Body TryIn }

func (s *Service) postMenuTry(ctx context.Context, in *menuTryIn) (*httpx.Out[TryView], error) {
	r, err := s.Routing(s.Store.Read(ctx))
	if err != nil {
		return nil, err
	}
	if in.Body.Menu != nil {
		if !in.Body.Menu.fits() {
			return nil, ErrMenuBig
		}
		r.Menu = *in.Body.Menu
	}
	return httpx.Reply(r.try(s.Clock.Now(), in.Body), nil)
}

type menuDraftIn struct {
	Body struct {
		Menu     Menu   `json:"menu"`
		Revision int64  `json:"revision" minimum:"0" doc:"of the draft that was seen; 0: there was none"`
		Note     string `json:"note,omitempty" maxLength:"200"`
	}
}

// menuVerb does something with the menu and answers with how it stands then.
func (s *Service) menuVerb(ctx context.Context, do func(tx *store.Tx, p auth.Principal) error) (*httpx.Out[MenuView], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (MenuView, error) {
		if err := do(tx, p); err != nil {
			return MenuView{}, err
		}
		return s.menuView(tx)
	}))
}

func (s *Service) postMenuDraft(ctx context.Context, in *menuDraftIn) (*httpx.Out[MenuView], error) {
	return s.menuVerb(ctx, func(tx *store.Tx, p auth.Principal) error {
		_, err := s.SaveMenu(tx, p, in.Body.Menu, in.Body.Note, in.Body.Revision)
		return err
	})
}

func (s *Service) postMenuDrop(ctx context.Context, _ *struct{}) (*httpx.Out[MenuView], error) {
	return s.menuVerb(ctx, s.DropMenu)
}

type menuPublishIn struct {
	Body struct {
		Revision int64  `json:"revision" minimum:"1" doc:"of the draft that was seen"`
		Note     string `json:"note" minLength:"1" maxLength:"200" doc:"why"`
	}
}

func (s *Service) postMenuPublish(ctx context.Context, in *menuPublishIn) (*httpx.Out[MenuView], error) {
	return s.menuVerb(ctx, func(tx *store.Tx, p auth.Principal) error {
		_, err := s.PublishMenu(tx, p, in.Body.Revision, in.Body.Note)
		return err
	})
}

type menuPutBackIn struct {
	Body struct {
		Version ids.ID `json:"version" doc:"the version; null: the menu that the installation began with"`
		Note    string `json:"note" minLength:"1" maxLength:"200" doc:"why"`
	}
}

func (s *Service) postMenuPutBack(ctx context.Context, in *menuPutBackIn) (*httpx.Out[MenuView], error) {
	return s.menuVerb(ctx, func(tx *store.Tx, p auth.Principal) error {
		_, err := s.PutBackMenu(tx, p, in.Body.Version, in.Body.Note)
		return err
	})
}

type menuVersionsIn struct {
	Sort   string `query:"sort" maxLength:"20" doc:"number; with - before it downwards"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) menuVersionViews(q store.Queryer, in menuVersionsIn) ([]MenuVersionV, string, error) {
	list, next, err := s.MenuVersions(q, in.Sort, in.Cursor, in.Limit)
	views := make([]MenuVersionV, len(list))
	for i, v := range list {
		if err == nil {
			views[i], err = s.menuVersionView(q, v)
		}
	}
	return views, next, err
}

func (s *Service) getMenuVersions(ctx context.Context, in *menuVersionsIn) (*httpx.Out[httpx.Page[MenuVersionV]], error) {
	list, next, err := s.menuVersionViews(s.Store.Read(ctx), *in)
	return httpx.Reply(httpx.Page[MenuVersionV]{Items: list, NextCursor: next}, err)
}

var menuColumnsXLSX = []sheet.Column{{Heading: "版本", Width: 8}, {Heading: "发布时间", Width: 17}, {Heading: "发布人", Width: 12}, {Heading: "说明", Width: 40}, {Heading: "步骤数", Width: 8}}

func (s *Service) getMenuVersionsXLSX(ctx context.Context, in *menuVersionsIn) (*sheet.Download, error) {
	q, p, now := s.Store.Read(ctx), auth.From(ctx), s.Clock.Now()
	ask := *in
	ask.Limit = 200
	read := func(cursor string) ([]MenuVersionV, string, error) {
		ask.Cursor = cursor
		return s.menuVersionViews(q, ask)
	}
	return sheet.File("语音菜单版本", now, sheet.Table{Sheet: "语音菜单版本", Columns: menuColumnsXLSX, Mark: p.Mark(now), Next: sheet.Pages(read, func(v MenuVersionV) []any {
		published := any("")
		if v.PublishedAt != nil {
			published = sheet.At(*v.PublishedAt)
		}
		return []any{v.Number, published, v.PublishedBy, v.Note, len(v.Menu.Steps)}
	})})
}
