#include "libgrid/io/issue_table.hpp"

#include <cmath>
#include <memory>

#include "libgrid/io/text.hpp"

namespace grid::io {

namespace {

struct IssueField {
    TableColumn column;
    Cell (*value)(const Finding& finding);
};

Cell text(const std::string& value) {
    return replace_invalid_utf8(value);
}

Cell size(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Cell(*value) : Cell();
}

Cell others(const Finding& finding) {
    std::string all;
    for (const std::string& code : finding.others)
        all += (all.empty() ? "" : ", ") + code;
    return all.empty() ? Cell() : text(all);
}

const std::vector<IssueField>& issue_fields() {
    using T = ColumnType;
    static const std::vector<IssueField> fields{
        {{"code", T::text}, [](const Finding& f) { return text(f.code); }},
        {{"severity", T::text}, [](const Finding& f) { return text(severity_name(f.severity)); }},
        {{"unit_code", T::text}, [](const Finding& f) { return text(f.unit_code); }},
        {{"grid_code", T::text}, [](const Finding& f) { return text(f.grid_code); }},
        {{"feature", T::integer64}, [](const Finding& f) { return f.fid < 0 ? Cell() : Cell(f.fid); }},
        {{"message", T::text}, [](const Finding& f) { return text(f.message.english()); }},
        {{"width_m", T::real, 0, 6}, [](const Finding& f) { return size(f.width_m); }},
        {{"area_m2", T::real, 0, 6}, [](const Finding& f) { return size(f.area_m2); }},
        {{"length_m", T::real, 0, 6}, [](const Finding& f) { return size(f.length_m); }},
        {{"other", T::text}, others},
    };
    return fields;
}

}  // namespace

Table issue_table(const char* name, const char* description, std::vector<const Finding*> findings) {
    Table table;
    table.name = name;
    table.description = description;
    for (const IssueField& field : issue_fields())
        table.columns.push_back(field.column);
    table.rows = findings.size();
    const auto rows = std::make_shared<const std::vector<const Finding*>>(std::move(findings));
    table.cell = [rows](std::size_t row, std::size_t column) { return issue_fields()[column].value(*(*rows)[row]); };
    table.point = [rows](std::size_t row) { return (*rows)[row]->at.value_or(Point{std::nan(""), std::nan("")}); };
    table.grid_code = [rows](std::size_t row) { return (*rows)[row]->grid_code; };
    return table;
}

std::vector<const Finding*> pointers_to(const Findings& findings) {
    std::vector<const Finding*> pointers;
    pointers.reserve(findings.size());
    for (const Finding& finding : findings)
        pointers.push_back(&finding);
    return pointers;
}

}  // namespace grid::io
