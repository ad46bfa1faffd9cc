#include <cpl_string.h>
#include "libgrid/core/msg.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/reading.hpp"
#include "libgrid/io/table_source.hpp"

namespace grid::io {

namespace {

/// The first lines of a file, whole ones only; empty if it cannot be read as a file.
std::string first_lines(const std::string& path) {
    constexpr std::size_t enough = std::size_t{1} << 18U;
    const FileToRead file = open_to_read(path);
    if (!file) return {};
    std::string text(enough, '\0');
    text.resize(VSIFReadL(text.data(), 1, text.size(), file.get()));
    if (text.size() == enough) text.resize(text.find_last_of("\r\n") + 1);  // npos + 1 is 0: no line ends
    return text;
}

std::vector<std::string> lines_beyond_ascii(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t to = std::min(text.find_first_of("\r\n", from), text.size());
        std::string line = text.substr(from, to - from);
        if (!is_ascii(line)) lines.push_back(std::move(line));
        from = to + 1;
    }
    return lines;
}

}  // namespace

void refuse_utf16(const SourceRef& ref) {
    const std::string text = first_lines(ref.path);
    if (!text.starts_with("\xFF\xFE") && !text.starts_with("\xFE\xFF")) return;
    throw InputError(msg("the file is text in UTF-16, which cannot be read"), file_place(ref),
                     msg("save it as CSV in UTF-8, or convert it with `iconv -f UTF-16 -t UTF-8`"));
}

void look_at_text(Source::Impl& impl) {
    const std::string text = first_lines(impl.ref.path);
    impl.samples = lines_beyond_ascii(text);
    impl.is_encoded = impl.recoder && !is_utf8(text);
}

void prepare_for_sql(Source::Impl& impl) {
    if (!impl.places || impl.raw_dataset) return;
    impl.raw_dataset = std::move(impl.dataset);
    impl.raw_layer = impl.layer;
    const FirstRowIsHeader first_row_is_header;
    CPLStringList options;
    if (EQUAL(impl.raw_dataset->GetDriverName(), "CSV")) options.SetNameValue("AUTODETECT_TYPE", "YES");
    reading(file_place(impl.ref), [&] {
        impl.dataset = open_vector(impl.ref, nullptr, options.List());
        impl.layer = impl.dataset->GetLayerByName(impl.layer_name.c_str());
        const int columns = impl.raw_layer->GetLayerDefn()->GetFieldCount();
        // Only this reads a sheet, with the first row as names.
        if (impl.layer == nullptr || impl.layer->GetLayerDefn()->GetFieldCount() != columns)
            throw InputError(msg("the table changed while it was read"), file_place(impl.ref));
    });
    number_fields(*impl.layer);
}

}  // namespace grid::io
