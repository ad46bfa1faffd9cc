#include "libgrid/view/forms/form_texts.hpp"

namespace grid {

namespace {

constexpr FormTexts english{
    .title = "Grid form",
    .code = "Grid code",
    .name = "Grid name",
    .unit_code = "Code of the unit",
    .unit_name = "Unit",
    .kind = "Kind",
    .general = "general",
    .dedicated = "dedicated",
    .area = "Area",
    .households = "Households",
    .persons = "Persons",
    .sites = "Sites",
    .valid_from = "Valid from",
    .head = "Head",
    .phone = "Telephone",
    .full_time = "Full-time workers",
    .part_time = "Part-time workers",
    .instructor = "Instructor",
    .drawn_on = "Walked on",
    .bounds = "Bounds",
    .micro = "Micro-grids",
    .buildings = "Buildings",
    .signatures = {"Head of the grid (signature)", "Community or village (stamp)", "Town or street office (stamp)"},
    .date = "Date:",
    .map = {},
};

constexpr FormTexts chinese{
    .title = "网格划分登记表",
    .code = "网格编码",
    .name = "网格名称",
    .unit_code = "所属单元编码",
    .unit_name = "所属单元",
    .kind = "网格类型",
    .general = "综合网格",
    .dedicated = "专属网格",
    .area = "面积",
    .households = "户数",
    .persons = "人数",
    .sites = "地点数",
    .valid_from = "生效日期",
    .head = "网格长",
    .phone = "联系电话",
    .full_time = "专职网格员",
    .part_time = "兼职网格员",
    .instructor = "网格指导员",
    .drawn_on = "踏勘绘制日期",
    .bounds = "四至范围",
    .micro = "微网格",
    .buildings = "所含楼栋",
    .signatures = {"网格长（签字）", "社区（村）（盖章）", "街道（乡镇）（盖章）"},
    .date = "        年      月      日",
    .map = {},
};

}  // namespace

FormTexts form_texts(Language language) {
    FormTexts texts = language == Language::zh ? chinese : english;
    texts.map = atlas_texts(language);
    texts.map.unit_boundary = language == Language::zh ? "本网格边界" : "boundary of this grid";
    return texts;
}

}  // namespace grid
