export const audit = {
  title: '审计查询',
  columns: { at: '时间', actor: '操作人', kind: '事件', subject: '对象', units: '涉及单位', payload: '要素', seq: '序号' },
  query: { actor: '操作人', kind: '事件种类', subject: '对象编号', from: '日期起', to: '日期止' },
  actorHint: '点击列表中的姓名',
  onlyThis: '只看此人的操作',
  kindHint: '例如 workorder.returned',
  subjectHint: '工单编号或标识',
  hash: '链上摘要',
  empty: '没有符合条件的记录',
}
