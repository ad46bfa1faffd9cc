// What the page says, in both languages, and how it writes numbers.

const TEXTS = {
  en: {
    locale: 'en-GB', named: '{0}: {1}', contents: 'On this page',
    subtitle: '{0} units · {1} grids · {2} households',
    summary: 'At a glance', map: 'Map', charts: 'Distribution', findings: 'Findings', units: 'Units', grids: 'Grids',
    changes: 'Before and after', run: 'How the grids were made',
    unitCount: 'Units', gridCount: 'Grids', dedicated: '{0} of them dedicated', households: 'Households',
    persons: 'Persons', workload: 'Workload', perGrid: 'Households a grid', range: 'from {0} to {1}',
    worst: 'Largest deviation', mean: 'Mean deviation', ofHouseholds: 'of households, from the mean of the unit',
    ofWorkload: 'of workload, from the mean of the unit', within: 'Within ±{0}', withinNote: '{0} of {1} grids',
    limits: 'Within the limits', limitsNote: '{0} of {1} grids have {2} to {3} households',
    compactness: 'Compactness', compactNote: 'mean; a circle has 1', findingsNote: '{0} kinds', noFindings: 'none',
    colourBy: 'Colour by', byDeviation: 'deviation of households', byWorkload: 'deviation of workload',
    byNeighbour: 'each grid', byMoved: 'households that came from other grids', show: 'Show', labels: 'names',
    lines: 'roads, railways, rivers', boundaries: 'boundaries', sites: 'sites', issues: 'findings',
    previousBorders: 'borders before', legend: 'Legend', fewer: 'fewer than the mean', more: 'more than the mean',
    dedicatedGrid: 'dedicated grid', mapHelp: 'Map of the grids. Arrow keys move it, plus and minus zoom, Enter selects the grid in the middle.',
    mapHint: 'Click a grid, or move with the arrow keys and press Enter. All of it is in the tables below.',
    whole: 'Whole map', selected: 'Selected grid', nothingSelected: 'No grid is selected.',
    findingCode: 'Code', code: 'Code', name: 'Name', unit: 'Unit', kind: 'Kind', general: 'general', dedicatedKind: 'dedicated',
    devHh: 'Deviation', devWl: 'Deviation of workload', area: 'Area', compact: 'Compactness', cameFrom: 'Came from',
    newlyIn: 'no grid before', meanHh: 'Mean a grid', worstHh: 'Largest deviation', meanDev: 'Mean deviation',
    withinCount: 'Within ±{0}', findingCount: 'Findings', search: 'Search for code or name', clear: 'Show all',
    unitOnly: 'Only {0}', rows: 'Rows {0} to {1} of {2}', noRows: 'No row fits.', first: 'First', previous: 'Previous', next: 'Next',
    last: 'Last', pageSize: 'Rows on a page', sortHint: 'The button of a heading sorts by its column.',
    onMap: 'Show {0} on the map', histogramHh: 'Households of general grids', histogramWl: 'Workload of general grids',
    histogramDev: 'Deviation of households from the mean of the unit', bins: 'Numbers of this chart',
    from: 'From', to: 'up to', count: 'Grids', now: 'now', before: 'before', meanMark: 'mean {0}', minMark: 'least {0}',
    maxMark: 'most {0}', chartSays: '{0}: {1} grids, from {2} to {3}; mean {4}.',
    figure: 'Figure', points: '{0} points', change: 'Change', movedHh: 'Households that changed their grid',
    newHh: 'Households that were in no grid before', countedThen: 'Before: with the households of then, as the layer before says.',
    kindOf: 'Kind of finding', severity: 'Severity', error: 'error', warning: 'warning', message: 'Message',
    place: 'Where', listed: 'The first {0} of {1} are listed.', printed: 'The first {0} of {1} rows are printed.',
    linesCoarse: 'Background lines are drawn to {0} m, because there are many.',
    linesLeft: '{0} short background lines were left out, because there are many.',
    sitesLeft: 'The {0} sites are not drawn: the page shows up to {1}.',
    accuracy: 'Borders are drawn to {0} m; the layer itself is exact. North is up.',
    marksLeft: 'The first {0} findings are marked on the map.',
    key: 'Key', value: 'Value', made: 'Made by gridexport. Map: Leaflet, © Vladimir Agafonkin, CloudMade (BSD licence). This page loads nothing from elsewhere.',
    zoomIn: 'Zoom in', zoomOut: 'Zoom out', north: 'N', areaKm: '{0} km²', areaHa: '{0} ha',
  },
  zh: {
    locale: 'zh-CN', named: '{0}：{1}', contents: '本页内容',
    subtitle: '{0}个单元 · {1}个网格 · {2}户',
    summary: '概况', map: '地图', charts: '分布', findings: '问题', units: '单元', grids: '网格',
    changes: '调整前后', run: '划分记录',
    unitCount: '单元', gridCount: '网格', dedicated: '其中专属网格{0}个', households: '户数',
    persons: '人数', workload: '工作量', perGrid: '每网格户数', range: '{0}至{1}',
    worst: '最大偏差', mean: '平均偏差', ofHouseholds: '户数相对本单元均值', ofWorkload: '工作量相对本单元均值',
    within: '偏差±{0}以内', withinNote: '{1}个网格中有{0}个',
    limits: '规模达标', limitsNote: '{1}个网格中有{0}个为{2}至{3}户',
    compactness: '紧凑度', compactNote: '均值；圆形为1', findingsNote: '{0}类', noFindings: '无',
    colourBy: '着色', byDeviation: '户数偏差', byWorkload: '工作量偏差',
    byNeighbour: '逐个网格', byMoved: '由其他网格调入的户数', show: '显示', labels: '名称',
    lines: '道路、铁路、河流', boundaries: '边界', sites: '地点', issues: '问题',
    previousBorders: '原网格边界', legend: '图例', fewer: '少于均值', more: '多于均值',
    dedicatedGrid: '专属网格', mapHelp: '网格地图。方向键移动，加减键缩放，回车键选中位于中心的网格。',
    mapHint: '点击网格，或用方向键移动后按回车键。全部内容见下方表格。',
    whole: '全图', selected: '所选网格', nothingSelected: '尚未选中网格。',
    findingCode: '代码', code: '编码', name: '名称', unit: '单元', kind: '类型', general: '一般', dedicatedKind: '专属',
    devHh: '户数偏差', devWl: '工作量偏差', area: '面积', compact: '紧凑度', cameFrom: '来自',
    newlyIn: '原不在网格内', meanHh: '网格平均户数', worstHh: '最大偏差', meanDev: '平均偏差',
    withinCount: '±{0}以内', findingCount: '问题', search: '按编码或名称查找', clear: '显示全部',
    unitOnly: '仅{0}', rows: '第{0}至{1}行，共{2}行', noRows: '没有符合的行。', first: '首页', previous: '上一页', next: '下一页',
    last: '末页', pageSize: '每页行数', sortHint: '点击表头按钮可按该列排序。',
    onMap: '在地图上显示{0}', histogramHh: '一般网格的户数', histogramWl: '一般网格的工作量',
    histogramDev: '户数相对本单元均值的偏差', bins: '图表数据',
    from: '自', to: '至（不含）', count: '网格数', now: '现在', before: '调整前', meanMark: '均值{0}', minMark: '下限{0}',
    maxMark: '上限{0}', chartSays: '{0}：{1}个网格，{2}至{3}，均值{4}。',
    figure: '指标', points: '{0}个百分点', change: '变化', movedHh: '更换网格的户数',
    newHh: '原不在任何网格内的户数', countedThen: '调整前的数字按原图层当时的户数计算。',
    kindOf: '问题类型', severity: '程度', error: '错误', warning: '警告', message: '说明',
    place: '位置', listed: '共{1}条，列出前{0}条。', printed: '共{1}行，打印前{0}行。',
    linesCoarse: '背景线数量较多，按{0}米精度绘制。',
    linesLeft: '背景线数量较多，未绘制其中{0}条短线。',
    sitesLeft: '共有{0}个地点，超过上限{1}个，未在图上绘制。',
    accuracy: '边界按{0}米精度绘制；图层本身是精确的。上方为北。',
    marksLeft: '地图上标出前{0}个问题。',
    key: '项目', value: '内容', made: '由 gridexport 生成。地图组件：Leaflet，© Vladimir Agafonkin、CloudMade（BSD 许可证）。本页面不从网络加载任何内容。',
    zoomIn: '放大', zoomOut: '缩小', north: '北', areaKm: '{0} 平方千米', areaHa: '{0} 公顷',
  },
};

let words = TEXTS.en;

function setLanguage(language) {
  words = TEXTS[language] || TEXTS.en;
}

/** The text of this name, with values in the places {0}, {1} ... */
function t(name, ...values) {
  return words[name].replace(/\{(\d)\}/g, (place, index) => String(values[index]));
}

const formats = new Map();

function formatted(value, options) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const key = words.locale + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(words.locale, options));
  return formats.get(key).format(value);
}

function number(value, decimals = 0) {
  return formatted(value, {maximumFractionDigits: decimals});
}

/** With all its decimals, so that numbers below one another line up. */
function decimal(value, decimals) {
  return formatted(value, {maximumFractionDigits: decimals, minimumFractionDigits: decimals});
}

/** A share as a percentage; with a sign if it says in which direction something deviates. */
function percent(value, signed = false, decimals = 1) {
  return formatted(value, {style: 'percent', maximumFractionDigits: decimals,
    minimumFractionDigits: decimals, signDisplay: signed ? 'exceptZero' : 'auto'});
}

function wholePercent(value) {
  return formatted(value, {style: 'percent', maximumFractionDigits: 1});
}

let usesHectares = false;

/** One unit for all areas of the page: hectares where a usual grid is less than half a square kilometre. */
function chooseAreaUnit(squareMetres) {
  const sorted = Float64Array.from(squareMetres).sort();
  usesHectares = sorted.length > 0 && sorted[Math.floor(sorted.length / 2)] < 5e5;
}

function area(squareMetres) {
  return usesHectares ? t('areaHa', decimal(squareMetres / 1e4, 1)) : t('areaKm', decimal(squareMetres / 1e6, 2));
}
