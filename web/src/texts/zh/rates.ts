export const rates = {
  title: '三率',
  by: '统计口径',
  byUnit: '按承办单位',
  byCategory: '按诉求分类',
  columns: {
    name: '名称',
    asked: '应回访',
    answered: '已评价',
    contacted: '已联系',
    resolved: '已解决',
    satisfied: '满意',
    response: '响应率',
    resolution: '解决率',
    satisfaction: '满意率',
  },
  total: '合计',
  note: '未评价的工单保留在分母中。执法类事项不单独以满意率评价。',
}
