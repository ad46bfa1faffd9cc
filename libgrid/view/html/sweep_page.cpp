#include "libgrid/view/sweep_page.hpp"

#include <nlohmann/json.hpp>

#include "libgrid/sweep/sweep_table.hpp"
#include "libgrid/view/html/json.hpp"
#include "libgrid/view/html/page.hpp"
#include "libgrid/view/html/template.hpp"

namespace grid {

std::string sweep_page(const Sweep& sweep, Language language) {
    const bool is_chinese = language == Language::zh;
    return filled_template(sweep_page_template,
                           {{"language", is_chinese ? "zh-CN" : "en"},
                            {"title", is_chinese ? "方案比选" : "What if"},
                            {"script-sources", content_source(sweep_page_script_hash)},
                            {"style-sources", content_source(page_styles_hash)},
                            {"styles", page_styles},
                            {"script", sweep_page_script},
                            {"sweep", json_for_page(nlohmann::ordered_json::parse(sweep_json(sweep)))},
                            {"skip", is_chinese ? "跳到表格" : "Skip to the table"}});
}

}  // namespace grid
