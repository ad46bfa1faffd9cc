// Other words where the workload is hours of work.

/** What stands for workload where it is hours of work a month. */
const HOUR_TEXTS = {
  en: {
    workload: 'Hours a month',
    ofWorkload: 'of hours, from the mean of the unit',
    byWorkload: 'deviation of hours',
    devWl: 'Deviation of hours',
    histogramWl: 'Hours a month of general grids',
    inWorkloadTolerance: 'Within that of hours',
    giniWl: 'Gini of hours',
  },
  zh: {
    workload: '每月工时',
    ofWorkload: '工时，与单元平均数之差',
    byWorkload: '工时偏差',
    devWl: '工时偏差',
    histogramWl: '一般网格的每月工时',
    inWorkloadTolerance: '工时在容差内',
    giniWl: '工时基尼系数',
  },
};

function speakOfHours() {
  words = {...words, ...(words === TEXTS.zh ? HOUR_TEXTS.zh : HOUR_TEXTS.en)};
}
