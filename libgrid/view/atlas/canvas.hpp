#pragma once

// For the files of this stage only: what the atlas draws with. The only files that know Cairo and Pango.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/view/atlas/page.hpp"

namespace grid {

struct Color {
    double red = 0;
    double green = 0;
    double blue = 0;
    double alpha = 1;
};

/// 0xRRGGBB.
[[nodiscard]] constexpr Color color(unsigned rgb, double alpha = 1) {
    return {static_cast<double>(rgb >> 16U & 255U) / 255, static_cast<double>(rgb >> 8U & 255U) / 255,
            static_cast<double>(rgb & 255U) / 255, alpha};
}

struct Pen {
    Color color;
    double width = 0.5;
    std::vector<double> dashes{};
    bool round = true;  ///< ends and corners
};

enum class Align { left, center, right };

struct TextStyle {
    double letters = 8;  ///< size of the letters in points
    bool bold = false;
    Color color{};
};

/// The height of a line of text with letters of size 1.
inline constexpr double line_height = 1.36;

/// Measures text. Text is plain: markup means nothing, control characters are blanks, and what is not UTF-8 is
/// shown as such. Sizes depend on the fonts of the machine only. One object per thread.
class Typesetter {
public:
    Typesetter();
    ~Typesetter();
    Typesetter(const Typesetter&) = delete;
    Typesetter& operator=(const Typesetter&) = delete;

    /// The box of the text in lines of at most `most_width` (0: one line of any width). What needs more than
    /// `most_lines` ends with an ellipsis.
    [[nodiscard]] Size measure(const std::string& text, const TextStyle& style, double most_width = 0,
                               int most_lines = 1);

    struct Impl;
    [[nodiscard]] Impl& impl() noexcept { return *m_impl; }

private:
    std::unique_ptr<Impl> m_impl;
};

/// A PDF that is written page by page, so that memory does not grow with it. The same calls make the same bytes. What
/// cannot be written is an InputError that names `shown`, at the end of a page or of the file.
class Canvas {
public:
    Canvas(const std::filesystem::path& file, const std::string& shown, const std::string& title);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    [[nodiscard]] Typesetter& typesetter();

    void begin_page(const Size& size);
    void end_page();
    void finish();
    [[nodiscard]] int page_number() const;  ///< of the page that was begun last, from 1

    void clip(const Rect& box);  ///< until unclip()
    void unclip();
    void fill(const MultiPolygon& polygons, const Color& color);  ///< holes stay empty
    void fill(const Rect& box, const Color& color, double corner = 0);
    void stroke(std::span<const LineString> lines, const Pen& pen);
    void stroke(const MultiPolygon& polygons, const Pen& pen);
    void stroke(const Rect& box, const Pen& pen);
    void dots(std::span<const Point> centres, double diameter, const Color& color);

    /// Within the box, from its top; as Typesetter::measure() counts lines. Returns the height that was used.
    double text(const Rect& box, const std::string& text, const TextStyle& style, Align align = Align::left,
                int most_lines = 1);

    /// An entry of the table of contents that leads to a page; returns its number, for those below it. 0: top level.
    int bookmark(const std::string& text, int page, int parent = 0);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace grid
