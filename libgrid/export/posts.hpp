#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

// Who works in which grid: a table with a row for each person and post, as offices keep it.

/// What a person is in a grid.
enum class PostKind : std::uint8_t {
    head,        ///< 网格长: one in each grid
    full_time,   ///< 专职网格员
    part_time,   ///< 兼职网格员
    instructor,  ///< 网格指导员: of the grid, but none of its workers
    other        ///< another one, which is told
};

struct Post {
    std::string grid_code;
    std::string name;
    std::string post;  ///< as it is in the table
    PostKind kind = PostKind::other;
    std::string phone;
    std::int64_t fid = -1;
};

/// Reads the table; the columns are found by their usual names, English or Chinese: code of the grid, name and post
/// have to be there, the telephone number may be. Rows in which all are empty are left out. Throws ConfigError for a
/// column that is missing, InputError for a damaged code or a row without code, name or post.
[[nodiscard]] std::vector<Post> read_posts(SourceRef ref);

/// What is wrong with the posts of grids with these codes: grids without a head or with several, posts that there are
/// not, persons of a grid that is not there (`codes` are all of the layer, in its order).
[[nodiscard]] Findings check_posts(const std::vector<Post>& posts, const std::vector<std::string>& codes);

/// The posts of each grid, in the order of the table.
[[nodiscard]] std::map<std::string, std::vector<const Post*>> posts_by_grid(const std::vector<Post>& posts);

/// What the posts of one kind have there, with `between` between them; without those that have nothing.
[[nodiscard]] std::string texts_of_posts(const std::vector<const Post*>& posts, PostKind kind,
                                         std::string Post::*member, const char* between);

/// Gives the grids the fields `workers` (full-time and part-time), `full_time`, `part_time`, `head`, `phone` (of the
/// head) and `instructor`, instead of fields of these names. Between several names stands 、.
void add_posts(FeatureTable& grids, std::size_t code_column, const std::vector<Post>& posts);

/// The table `posts`: grid_code, person, post, phone; of grids that are there. Instructors are in it, too.
[[nodiscard]] FeatureTable posts_table(const std::vector<Post>& posts, const std::vector<std::string>& codes);

/// Whether a field says who a person is, or how to reach them: `head`, `phone`, `instructor`, and Chinese names of such
/// fields.
[[nodiscard]] bool is_personal(const std::string& field);

}  // namespace grid
