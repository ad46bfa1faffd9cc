#include "libgrid/view/atlas/canvas.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <numbers>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/view/atlas/text.hpp"

namespace grid {

namespace {

struct FileDeleter {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};
struct SurfaceDeleter {
    void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
};
struct ContextDeleter {
    void operator()(cairo_t* context) const noexcept { cairo_destroy(context); }
};

/// The file that Cairo writes into, and what went wrong with it.
struct Sink {
    std::unique_ptr<std::FILE, FileDeleter> file;
    int error = 0;
};

/// Cairo is never told of an error: it crashes when a surface ends whose stream has failed. check() looks at the sink.
cairo_status_t write_to(void* closure, const unsigned char* data, unsigned length) {
    auto& sink = *static_cast<Sink*>(closure);
    if (sink.error != 0 || std::fwrite(data, 1, length, sink.file.get()) == length) return CAIRO_STATUS_SUCCESS;
    sink.error = errno != 0 ? errno : EIO;
    return CAIRO_STATUS_SUCCESS;
}

void add_path(cairo_t* c, std::span<const Point> points, bool closed) {
    for (std::size_t i = 0; i + (closed ? 1 : 0) < points.size(); ++i)
        i == 0 ? cairo_move_to(c, points[i].x, points[i].y) : cairo_line_to(c, points[i].x, points[i].y);
    if (closed) cairo_close_path(c);
}

void add_path(cairo_t* c, const MultiPolygon& polygons) {
    for (const Polygon& polygon : polygons) {
        add_path(c, polygon.shell, true);
        for (const Ring& hole : polygon.holes)
            add_path(c, hole, true);
    }
}

void set_color(cairo_t* c, const Color& color) {
    cairo_set_source_rgba(c, color.red, color.green, color.blue, color.alpha);
}

void set_pen(cairo_t* c, const Pen& pen) {
    set_color(c, pen.color);
    cairo_set_line_width(c, pen.width);
    cairo_set_dash(c, pen.dashes.data(), static_cast<int>(pen.dashes.size()), 0);
    cairo_set_line_cap(c, pen.round && pen.dashes.empty() ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(c, pen.round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
}

}  // namespace

struct Canvas::Impl {
    std::string shown;
    Sink sink;
    std::unique_ptr<cairo_surface_t, SurfaceDeleter> surface;
    std::unique_ptr<cairo_t, ContextDeleter> context;
    Typesetter typesetter;
    int pages = 0;

    [[nodiscard]] cairo_t* c() const { return context.get(); }

    [[noreturn]] void fail(const Message& why) const {
        throw InputError(why, {.file = shown, .layer = {}, .fid = {}, .at = {}},
                         sink.error == ENOSPC || sink.error == EDQUOT
                             ? msg("free some space, or write to another file system")
                             : Message());
    }
    void check(cairo_status_t status) const {
        if (sink.error != 0) fail(msg("cannot be written: {}", std::strerror(sink.error)));
        if (status != CAIRO_STATUS_SUCCESS) fail(msg("the page cannot be drawn: {}", cairo_status_to_string(status)));
    }
    void check() const {
        if (context) check(cairo_status(c()));
        check(cairo_surface_status(surface.get()));
    }
};

Canvas::Canvas(const std::filesystem::path& file, const std::string& shown, const std::string& title)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->shown = shown;
    errno = 0;
    m_impl->sink.file.reset(std::fopen(file.c_str(), "wbxe"));
    if (!m_impl->sink.file) {
        m_impl->sink.error = errno;
        m_impl->fail(msg("cannot be created: {}", std::strerror(errno)));
    }
    m_impl->surface.reset(cairo_pdf_surface_create_for_stream(&write_to, &m_impl->sink, 1, 1));
    cairo_surface_t* const surface = m_impl->surface.get();
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, plain_text(title).c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "gridexport");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, output_date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, output_date);
}

Canvas::~Canvas() = default;

Typesetter& Canvas::typesetter() {
    return m_impl->typesetter;
}

void Canvas::begin_page(const Size& size) {
    cairo_pdf_surface_set_size(m_impl->surface.get(), size.width, size.height);
    m_impl->context.reset(cairo_create(m_impl->surface.get()));
    ++m_impl->pages;
}

void Canvas::end_page() {
    cairo_show_page(m_impl->c());
    m_impl->check();
    m_impl->context.reset();
}

void Canvas::finish() {
    cairo_surface_finish(m_impl->surface.get());
    m_impl->check();
    errno = 0;
    if (std::fclose(m_impl->sink.file.release()) != 0) {
        m_impl->sink.error = errno;
        m_impl->check();
    }
}

int Canvas::page_number() const {
    return m_impl->pages;
}

void Canvas::clip(const Rect& box) {
    cairo_save(m_impl->c());
    cairo_rectangle(m_impl->c(), box.x, box.y, box.width, box.height);
    cairo_clip(m_impl->c());
}

void Canvas::unclip() {
    cairo_restore(m_impl->c());
}

void Canvas::fill(const MultiPolygon& polygons, const Color& color) {
    add_path(m_impl->c(), polygons);
    set_color(m_impl->c(), color);
    cairo_set_fill_rule(m_impl->c(), CAIRO_FILL_RULE_EVEN_ODD);
    cairo_fill(m_impl->c());
}

void Canvas::fill(const Rect& box, const Color& color, double corner) {
    cairo_t* const c = m_impl->c();
    constexpr double quarter = std::numbers::pi / 2;
    cairo_new_path(c);
    if (corner > 0) {
        cairo_arc(c, box.right() - corner, box.y + corner, corner, -quarter, 0);
        cairo_arc(c, box.right() - corner, box.bottom() - corner, corner, 0, quarter);
        cairo_arc(c, box.x + corner, box.bottom() - corner, corner, quarter, 2 * quarter);
        cairo_arc(c, box.x + corner, box.y + corner, corner, 2 * quarter, 3 * quarter);
        cairo_close_path(c);
    } else {
        cairo_rectangle(c, box.x, box.y, box.width, box.height);
    }
    set_color(c, color);
    cairo_fill(c);
}

void Canvas::stroke(std::span<const LineString> lines, const Pen& pen) {
    for (const LineString& line : lines)
        add_path(m_impl->c(), line, line.size() > 2 && line.front() == line.back());
    set_pen(m_impl->c(), pen);
    cairo_stroke(m_impl->c());
}

void Canvas::stroke(const MultiPolygon& polygons, const Pen& pen) {
    add_path(m_impl->c(), polygons);
    set_pen(m_impl->c(), pen);
    cairo_stroke(m_impl->c());
}

void Canvas::stroke(const Rect& box, const Pen& pen) {
    cairo_rectangle(m_impl->c(), box.x, box.y, box.width, box.height);
    set_pen(m_impl->c(), pen);
    cairo_stroke(m_impl->c());
}

void Canvas::dots(std::span<const Point> centres, double diameter, const Color& color) {
    for (const Point& at : centres) {
        cairo_move_to(m_impl->c(), at.x, at.y);
        cairo_close_path(m_impl->c());
    }
    set_pen(m_impl->c(), {color, diameter});
    cairo_stroke(m_impl->c());
}

double Canvas::text(const Rect& box, const std::string& text, const TextStyle& style, Align align, int most_lines) {
    cairo_t* const c = m_impl->c();
    Typesetter::Impl& type = m_impl->typesetter.impl();
    type.set(text, style, box.width, most_lines);
    set_color(c, style.color);
    constexpr double ascent = 1.06;  // of the line's height, so that letters stand in the middle
    const int lines = pango_layout_get_line_count(type.layout.get());
    for (int i = 0; i < lines; ++i) {
        PangoLayoutLine* const line = pango_layout_get_line_readonly(type.layout.get(), i);
        PangoRectangle logical;
        pango_layout_line_get_extents(line, nullptr, &logical);
        const double free = box.width - static_cast<double>(logical.width) / PANGO_SCALE;
        const double x = box.x + (align == Align::left ? 0 : align == Align::right ? free : free / 2);
        cairo_move_to(c, x, box.y + (i * line_height + ascent) * style.letters);
        pango_cairo_show_layout_line(c, line);
    }
    cairo_new_path(c);
    return lines * line_height * style.letters;
}

int Canvas::bookmark(const std::string& text, int page, int parent) {
    const std::string target = fmt::format("page={} pos=[0 0]", page);
    return cairo_pdf_surface_add_outline(m_impl->surface.get(), parent, plain_text(text).c_str(), target.c_str(),
                                         static_cast<cairo_pdf_outline_flags_t>(0));
}

}  // namespace grid
