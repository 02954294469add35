/** The script that a new campaign begins with. */
export const firstWords = [
  { id: '开场', say: '您好，{称谓}，这里是政务服务便民热线。您反映的{事项}已经办结，满意请按 1，不满意请按 2，转人工请按 0，今后不想接到回访请按 9。', keys: { '1': '满意', '2': '不满意', '0': '人工', '9': '免打扰' }, repeat: 1 },
  { id: '满意', say: '感谢您的评价，再见。', result: '满意' },
  { id: '不满意', say: '很抱歉，我们会再次核实，再见。', result: '不满意' },
  { id: '人工', say: '正在为您转接人工，请稍候。', result: '转人工', queue: 'general' },
  { id: '免打扰', say: '今后不再给您去电，再见。', result: '免打扰', bar: true },
]
