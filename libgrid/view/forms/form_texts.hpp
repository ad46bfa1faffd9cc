#pragma once

// For the files of this stage only: the words of the forms.

#include <array>

#include "libgrid/core/language.hpp"
#include "libgrid/view/atlas/texts.hpp"

namespace grid {

struct FormTexts {
    const char* title;
    const char* code;
    const char* name;
    const char* unit_code;
    const char* unit_name;
    const char* kind;
    const char* general;
    const char* dedicated;
    const char* area;
    const char* households;
    const char* persons;
    const char* sites;
    const char* valid_from;
    const char* head;
    const char* phone;
    const char* full_time;
    const char* part_time;
    const char* instructor;
    const char* drawn_on;
    const char* bounds;
    const char* micro;
    const char* buildings;
    std::array<const char*, 3> signatures;  ///< who signs, or stamps
    const char* date;                       ///< to be filled in by hand
    AtlasTexts map;                         ///< of the map and the foot of the page
};

[[nodiscard]] FormTexts form_texts(Language language);

}  // namespace grid
