export const jobs = {
  title: '后台任务',
  states: { dead: '失败待处理', waiting: '等待中', running: '执行中', done: '已完成' },
  columns: { kind: '任务', key: '对象', attempts: '已试', error: '最近错误', runAt: '计划时间' },
  retry: '重新执行',
  retried: '已重新排队。',
  empty: '没有失败的任务',
  emptyHint: '多次重试仍失败的任务会停在这里，等待人工处理。',
}
