#include "libgrid/export/titles.hpp"

#include <fmt/format.h>

#include <map>

#include "libgrid/core/error.hpp"

namespace grid {

namespace {

struct Title {
    const char* en;
    const char* zh;
};

using Titles = std::map<std::string, Title, std::less<>>;

const Titles& table_titles() {
    static const Titles titles = {
        {"grids", {"Grids", "网格"}},
        {"issues", {"Findings", "问题"}},
        {"lineage", {"What became of the old grids", "网格沿革"}},
        {"grid_run", {"How the grids were made", "运行记录"}},
        {"posts", {"Posts", "网格人员"}},
        {"rounds", {"Rounds past the sites", "巡访路线"}},
    };
    return titles;
}

const Titles& field_titles() {
    static const Titles titles = {
        {"grid_code", {"Grid code", "网格编码"}},
        {"grid_name", {"Grid name", "网格名称"}},
        {"unit_code", {"Code of the unit", "所属单元编码"}},
        {"unit_name", {"Name of the unit", "所属单元名称"}},
        {"kind", {"Kind (general or dedicated)", "网格类型"}},
        {"sites", {"Sites", "地点数"}},
        {"households", {"Households", "户数"}},
        {"persons", {"Persons", "人数"}},
        {"workload", {"Workload", "工作量"}},
        {"service_h", {"Hours of service a month", "每月服务工时"}},
        {"walk_h", {"Hours of walking a month", "每月步行工时"}},
        {"walk_km", {"Length of a round in kilometres", "巡访一遍里程（千米）"}},
        {"stops", {"Places passed on a round", "巡访点数"}},
        {"dev_hh", {"Deviation of households from the mean", "户数偏差"}},
        {"dev_wl", {"Deviation of workload from the mean", "工作量偏差"}},
        {"area_m2", {"Area in square metres", "面积（平方米）"}},
        {"perim_m", {"Perimeter in metres", "周长（米）"}},
        {"grids", {"Grids", "网格数"}},
        {"mean_hh", {"Mean households of a grid", "网格平均户数"}},
        {"worst_hh", {"Worst deviation of households", "最大户数偏差"}},
        {"compact", {"Compactness (Polsby-Popper)", "紧凑度"}},
        {"level", {"Level", "网格层级"}},
        {"parent", {"Code of the area above", "上级网格编码"}},
        {"micro", {"Micro-grids", "微网格数"}},
        {"workers", {"Workers", "网格员人数"}},
        {"full_time", {"Full-time workers", "专职网格员人数"}},
        {"part_time", {"Part-time workers", "兼职网格员人数"}},
        {"head", {"Head", "网格长"}},
        {"phone", {"Telephone", "联系电话"}},
        {"instructor", {"Instructor", "网格指导员"}},
        {"address", {"Address in words", "网格四至及楼栋"}},
        {"person", {"Name", "姓名"}},
        {"post", {"Post", "岗位"}},
        {"old_code", {"Old grid code", "原网格编码"}},
        {"new_code", {"New grid code", "新网格编码"}},
        {"share", {"Share of the old grid", "占原网格比例"}},
        {"change", {"What changed", "变更类型"}},
        {"date", {"Date", "日期"}},
        {"valid_from", {"Valid from", "生效日期"}},
        {"code", {"Code of the finding", "问题代码"}},
        {"severity", {"Severity", "严重程度"}},
        {"message", {"Message", "说明"}},
        {"feature", {"Number of the feature", "要素编号"}},
        {"width_m", {"Width in metres", "宽度（米）"}},
        {"length_m", {"Length in metres", "长度（米）"}},
        {"other", {"Other features", "其他要素"}},
        {"map_colour", {"Number of the colour on the map", "地图颜色编号"}},
        {"map_class", {"Class on the map", "地图类别"}},
        {"key", {"Key", "项目"}},
        {"value", {"Value", "内容"}},
    };
    return titles;
}

std::string title_of(const Titles& titles, const std::string& name, Language language) {
    const auto title = titles.find(name);
    if (title == titles.end()) return {};
    return language == Language::zh ? title->second.zh : title->second.en;
}

}  // namespace

void set_titles(FeatureTable& table, Language language) {
    table.title = title_of(table_titles(), table.name, language);
    for (TableField& field : table.fields)
        field.title = title_of(field_titles(), field.name, language);
}

}  // namespace grid
