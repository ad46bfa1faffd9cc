#include "libgrid/view/atlas/text.hpp"

#include <algorithm>
#include <cmath>

namespace grid {

namespace {

struct FontDescriptionDeleter {
    void operator()(PangoFontDescription* d) const noexcept { pango_font_description_free(d); }
};
struct FontOptionsDeleter {
    void operator()(cairo_font_options_t* o) const noexcept { cairo_font_options_destroy(o); }
};
struct StringDeleter {
    void operator()(char* s) const noexcept { g_free(s); }
};

/// Characters that turn the direction of what follows, beyond the end of a name.
bool turns_direction(gunichar c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

}  // namespace

std::string plain_text(const std::string& text) {
    constexpr glong most_characters = 1000;  // far more than any place has
    const std::unique_ptr<char, StringDeleter> valid(
        g_utf8_make_valid(text.data(), static_cast<gssize>(std::min<std::size_t>(text.size(), 8 * most_characters))));
    std::string shown;
    glong count = 0;
    for (const char* at = valid.get(); *at != '\0' && count < most_characters;
         at = g_utf8_find_next_char(at, nullptr), ++count) {
        const gunichar c = g_utf8_get_char(at);
        if (turns_direction(c)) continue;
        const bool is_blank = g_unichar_iscntrl(c) != 0 || c == 0x2028 || c == 0x2029;
        if (is_blank) {
            shown += ' ';
        } else {
            shown.append(at, static_cast<std::size_t>(g_utf8_find_next_char(at, nullptr) - at));
        }
    }
    return shown;
}

void Typesetter::Impl::set(const std::string& text, const TextStyle& style, double most_width, int most_lines) const {
    const std::string shown = plain_text(text);
    pango_layout_set_text(layout.get(), shown.data(), static_cast<int>(shown.size()));
    const std::unique_ptr<PangoFontDescription, FontDescriptionDeleter> font(pango_font_description_new());
    // One family with Latin and Chinese letters that fit together; where it is missing, what the machine has.
    pango_font_description_set_family(font.get(), "Noto Sans CJK SC,Noto Sans,DejaVu Sans,Sans");
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font.get(), style.letters * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font.get());
    const bool bounded = most_width > 0;
    // A little more than was measured, so that a text fits into its own width.
    pango_layout_set_width(layout.get(), bounded ? static_cast<int>(std::ceil((most_width + 0.05) * PANGO_SCALE)) : -1);
    pango_layout_set_height(layout.get(), bounded ? -std::max(most_lines, 1) : -1);
    pango_layout_set_ellipsize(layout.get(), bounded ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
}

Typesetter::Typesetter() : m_impl(std::make_unique<Impl>()) {
    m_impl->fonts.reset(pango_cairo_font_map_new());
    pango_cairo_font_map_set_resolution(reinterpret_cast<PangoCairoFontMap*>(m_impl->fonts.get()), 72);
    m_impl->context.reset(pango_font_map_create_context(m_impl->fonts.get()));
    const std::unique_ptr<cairo_font_options_t, FontOptionsDeleter> options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(m_impl->context.get(), options.get());
    pango_context_set_round_glyph_positions(m_impl->context.get(), FALSE);
    pango_context_set_language(m_impl->context.get(), pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(m_impl->context.get(), PANGO_DIRECTION_LTR);
    m_impl->layout.reset(pango_layout_new(m_impl->context.get()));
    pango_layout_set_wrap(m_impl->layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(m_impl->layout.get(), FALSE);
}

Typesetter::~Typesetter() = default;

Size Typesetter::measure(const std::string& text, const TextStyle& style, double most_width, int most_lines) {
    m_impl->set(text, style, most_width, most_lines);
    PangoRectangle logical;
    pango_layout_get_extents(m_impl->layout.get(), nullptr, &logical);
    return {static_cast<double>(logical.width) / PANGO_SCALE,
            pango_layout_get_line_count(m_impl->layout.get()) * line_height * style.letters};
}

}  // namespace grid
