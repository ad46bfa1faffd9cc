#pragma once

// For atlas_text.cpp and atlas_canvas.cpp only: a layout of Pango.

#include <pango/pangocairo.h>

#include <memory>
#include <string>

#include "libgrid/view/atlas/canvas.hpp"

namespace grid {

template <typename T>
struct ObjectDeleter {
    void operator()(T* object) const noexcept { g_object_unref(object); }
};
template <typename T>
using ObjectPtr = std::unique_ptr<T, ObjectDeleter<T>>;

/// One line of valid UTF-8 without control characters and without marks that turn the direction of what follows; cut
/// after 1000 characters.
[[nodiscard]] std::string plain_text(const std::string& text);

struct Typesetter::Impl {
    ObjectPtr<PangoFontMap> fonts;
    ObjectPtr<PangoContext> context;
    ObjectPtr<PangoLayout> layout;

    /// Puts the text into the layout, as Typesetter::measure() says.
    void set(const std::string& text, const TextStyle& style, double most_width, int most_lines) const;
};

}  // namespace grid
