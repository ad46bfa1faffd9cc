#include "libgrid/view/qgis/texts.hpp"

#include <map>

namespace grid {

std::string qgis_text(const std::string& english, Language language) {
    static const std::map<std::string, std::string, std::less<>> chinese = {
        // groups and layers
        {"Findings", "问题"},
        {"Plan", "网格方案"},
        {"Background", "背景"},
        {"Tables", "附表"},
        {"Units", "单元边界"},
        {"Units by their grids", "网格合成的单元"},
        {"Grids before", "原网格"},
        {"Grids", "网格"},
        {"Micro-grids", "微网格"},
        {"Sites", "地点"},
        {"Lines", "线状地物"},
        {"Lineage", "网格沿革"},
        {"Run", "运行记录"},
        {"Map", "地图"},
        {"Unit", "单元"},
        {"Grid", "网格"},
        {"Households", "户数"},
        // themes
        {"plan", "网格方案"},
        {"changes", "调整变化"},
        // styles
        {"colours", "相邻异色"},
        {"balance", "户数偏差"},
        {"Neighbours in different colours", "相邻网格颜色不同"},
        {"hours", "工时偏差"},
        {"Deviation from the mean hours of work", "工时与平均数的偏差"},
        {"Deviation from the mean number of households", "户数与平均数的偏差"},
        {"dedicated", "专属网格"},
        {"general", "一般网格"},
        {"more than 25 % below the mean", "低于平均数 25% 以上"},
        {"10 to 25 % below", "低 10% 至 25%"},
        {"5 to 10 % below", "低 5% 至 10%"},
        {"within 5 %", "相差 5% 以内"},
        {"5 to 10 % above", "高 5% 至 10%"},
        {"10 to 25 % above", "高 10% 至 25%"},
        {"more than 25 % above the mean", "高于平均数 25% 以上"},
        {"error", "错误"},
        {"warning", "警告"},
        {"note", "提示"},
        // classes of lines
        {"water", "水系"},
        {"railway", "铁路"},
        {"main road", "主要道路"},
        {"road", "一般道路"},
        {"other", "其他"},
    };
    if (language == Language::en) return english;
    const auto text = chinese.find(english);
    return text == chinese.end() ? english : text->second;
}

std::string group_title(QgisGroup group, Language language) {
    switch (group) {
        case QgisGroup::findings:
            return qgis_text("Findings", language);
        case QgisGroup::plan:
            return qgis_text("Plan", language);
        case QgisGroup::background:
            return qgis_text("Background", language);
        default:
            return qgis_text("Tables", language);
    }
}

}  // namespace grid
