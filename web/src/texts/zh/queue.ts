export const queue = {
  title: '派单审核',
  tabs: { to_dispatch: '待派单', returned: '退单待审', to_review: '答复待审' },
  empty: {
    to_dispatch: '没有待派单的工单',
    returned: '没有待审核的退单',
    to_review: '没有待审核的答复',
  },
  emptyHint: '处理完毕，新的工单到达时会自动出现。',
  pick: '从左侧选择一张工单处理',
  skip: '下一张',
  previous: '上一张',
  hint: 'J／K 上下移动，Ctrl+Enter 提交',
  latestReply: '待审核的答复',
  latestReturn: '退单申请',
  full: '完整工单',
}
