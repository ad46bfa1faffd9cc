// What the page of a sweep says, in both languages; the names of its figures come with the data.

Object.assign(TEXTS.en, {
  sweepTarget: 'Households wanted in a grid',
  sweepGrids: 'Grids in all',
  sweepTolerance: 'Tolerance',
  sweepHours: 'Hours wanted in a grid',
  sweepWorkers: 'Workers',
  sweepSubtitle: '{0}: {1} values from {2} to {3}',
  sweepTable: 'Values side by side',
  sweepKnee: 'knee',
  sweepCharts: 'Charts',
  sweepMade: 'Made by gridify. This page loads nothing from elsewhere.',
  sweepRuleTolerance:
    'The knee, {1}, is where a smaller tolerance begins to cost much border: of the curve of {0} over the tolerance, the point' +
    ' farthest below the straight line between its ends (Kneedle; Satopää, Albrecht, Irwin and Raghavan 2011).',
  sweepRuleGrids:
    'The knee, {1}, is where more grids begin to deviate much more: of the curve of {0} over the number of grids, the point' +
    ' farthest below the straight line between its ends (Kneedle; Satopää, Albrecht, Irwin and Raghavan 2011).',
  sweepRuleWorkers:
    'The knee, {1}, is from where on more workers ease the load but little: of the curve of {0} over the workers, the point' +
    ' farthest below the straight line between its ends (Kneedle; Satopää, Albrecht, Irwin and Raghavan 2011).',
  sweepNoKnee: 'The curve of {0} has no knee: nowhere does it bend clearly.',
  sweepCountOnly: 'Counted from the households of the units alone; nothing was divided.',
});
Object.assign(TEXTS.zh, {
  sweepTarget: '网格目标户数',
  sweepGrids: '网格总数',
  sweepTolerance: '容差',
  sweepHours: '网格目标工时',
  sweepWorkers: '网格员人数',
  sweepSubtitle: '{0}：{1} 个取值，{2} 至 {3}',
  sweepTable: '各取值对照',
  sweepKnee: '拐点',
  sweepCharts: '图表',
  sweepMade: '由 gridify 生成。本页面不加载任何外部内容。',
  sweepRuleTolerance:
    '拐点 {1}：容差再缩小，边界长度便明显增加。在“{0}”随容差变化的曲线上，取两端连线以下最远的点（Kneedle 方法，Satopää、Albrecht、Irwin、Raghavan，2011）。',
  sweepRuleGrids:
    '拐点 {1}：网格再增多，偏差便明显增大。在“{0}”随网格数变化的曲线上，取两端连线以下最远的点（Kneedle 方法，Satopää、Albrecht、Irwin、Raghavan，2011）。',
  sweepRuleWorkers:
    '拐点 {1}：再增加人手，负荷减轻有限。在“{0}”随网格员人数变化的曲线上，取两端连线以下最远的点（Kneedle 方法，Satopää、Albrecht、Irwin、Raghavan，2011）。',
  sweepNoKnee: '“{0}”的曲线没有明显的拐点。',
  sweepCountOnly: '仅按各单元户数推算，未作划分。',
});
