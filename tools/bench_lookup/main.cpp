// How many points a second an index finds, on one thread: bench_lookup INDEX [POINTS]. The points are random, in the
// box of all borders.

#include "libgrid/tag/tag_layer.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <random>
#include <vector>

namespace {

constexpr std::size_t usual_points = 10'000'000;

void run(const std::string& path, std::size_t count) {
    const grid::TagLayer layer = grid::read_index_file(path);
    const grid::IndexArrays& arrays = layer.index.arrays();
    grid::Box box;
    for (const grid::BorderSegment& s : arrays.segments) {
        box.add(s.low);
        box.add(s.high);
    }
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> x(box.min_x, box.max_x);
    std::uniform_real_distribution<double> y(box.min_y, box.max_y);
    std::vector<grid::Point> points(count);
    for (grid::Point& point : points)
        point = {x(random), y(random)};
    std::vector<std::int32_t> found(count);
    for (int round = 0; round < 3; ++round) {
        const auto start = std::chrono::steady_clock::now();
        layer.index.find(points, found);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        const auto inside = std::ranges::count_if(found, [](std::int32_t grid) { return grid >= 0; });
        fmt::print("{} grids, {} segments, {} points, {} inside: {:.3f} s, {:.2f} million a second\n",
                   layer.codes.size(), arrays.segments.size(), count, inside, seconds,
                   static_cast<double>(count) / seconds / 1e6);
    }
    fmt::print("table {} MiB, nodes {} MiB, lists {} MiB, segments {} MiB\n", arrays.table.size_bytes() >> 20U,
               arrays.nodes.size_bytes() >> 20U, arrays.lists.size_bytes() >> 20U, arrays.segments.size_bytes() >> 20U);
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 2) {
        fmt::print(stderr, "usage: bench_lookup INDEX [POINTS]\n");
        return 2;
    }
    run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : usual_points);
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "bench_lookup: {}\n", error.what());
    return 3;
}
