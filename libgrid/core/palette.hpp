#pragma once

// The calm colours of all maps: styles and projects for QGIS, the page, the atlas. Numbers are 0xRRGGBB.

#include <array>
#include <cstddef>
#include <cstdint>

namespace grid::palette {

using Rgb = std::uint32_t;

/// Grids side by side. Dark text can be read on each; the first four, which nearly always do, differ most.
inline constexpr std::array<Rgb, 10> neighbours{0xf6d6b8, 0xcfe3c4, 0xd5d9ef, 0xf7efbf, 0xefcdd3,
                                                0xc8e4e4, 0xe3d3e8, 0xdedbcb, 0xf3c9a5, 0xb9d7b0};

/// From far too few to far too many, through about right.
inline constexpr std::array<Rgb, 7> deviation{0x3b6fb6, 0x86b1db, 0xcfe0f0, 0xf6f4ee, 0xfbdcb8, 0xf0a765, 0xc8641f};

/// Shares from none to all.
inline constexpr std::array<Rgb, 5> shares{0xf6f4ee, 0xd9ead3, 0xa5cfa0, 0x63a76b, 0x2d7a45};

inline constexpr Rgb dedicated = 0xcfd3d6;
inline constexpr Rgb border = 0x3b3b45;    ///< between two grids
inline constexpr Rgb boundary = 0x16161c;  ///< around a unit; drawn heavier
inline constexpr Rgb label = 0x1d2026;
inline constexpr Rgb ground = 0xf7f6f2;

/// The colour of a number from 0; of more than there are, they come again.
[[nodiscard]] constexpr Rgb neighbour(std::int32_t number) {
    return neighbours[static_cast<std::size_t>(number) % neighbours.size()];
}

}  // namespace grid::palette
