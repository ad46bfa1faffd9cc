#include "libgrid/export/posts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/algorithm/string.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/table_choice.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/fault_list.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

using Aliases = std::vector<std::string>;

struct Column {
    const char* what;  ///< marked
    Aliases aliases;
    bool is_needed;
};

/// In the order of the members of Post.
const std::array<Column, 4>& columns() {
    static const std::array<Column, 4> known{
        {{mark("the code of the grid"),
          {"grid_code", "grid", "网格编码", "网格编号", "网格代码", "所属网格编码"},
          true},
         {mark("the name of the person"), {"name", "姓名", "人员姓名", "网格员姓名"}, true},
         {mark("the post"), {"post", "role", "岗位", "职务", "岗位类型", "人员类型"}, true},
         {mark("the telephone number"),
          {"phone", "telephone", "mobile", "电话", "联系电话", "手机", "手机号", "手机号码"},
          false}}};
    return known;
}

PostKind kind_of(const std::string& post) {
    static const std::map<std::string, PostKind, std::less<>> kinds{
        {"网格长", PostKind::head},          {"head", PostKind::head},           {"专职网格员", PostKind::full_time},
        {"full_time", PostKind::full_time},  {"full-time", PostKind::full_time}, {"兼职网格员", PostKind::part_time},
        {"part_time", PostKind::part_time},  {"part-time", PostKind::part_time}, {"网格指导员", PostKind::instructor},
        {"instructor", PostKind::instructor}};
    const auto kind = kinds.find(boost::to_lower_copy(post));
    return kind == kinds.end() ? PostKind::other : kind->second;
}

std::string text_in(Feature& feature, int column, const std::string& path) {
    if (column < 0) return {};
    return boost::trim_copy(to_text(from_csv(std::move(feature.values[static_cast<std::size_t>(column)]), path)));
}

/// Throws InputError for a row that does not say all that it has to.
void demand(const Post& post, const Place& place) {
    const std::array<const std::string*, 3> needed{&post.grid_code, &post.name, &post.post};
    for (std::size_t i = 0; i < needed.size(); ++i) {
        if (!needed[i]->empty()) continue;
        throw InputError(msg("the row lacks {}", marked(columns()[i].what)), place,
                         msg("complete the table of --posts"));
    }
}

std::int64_t count_of(const std::vector<const Post*>& posts, PostKind kind) {
    return std::ranges::count_if(posts, [kind](const Post* post) { return post->kind == kind; });
}

/// The column of that name, added if there is none.
std::size_t column_of(FeatureTable& table, const std::string& name, FieldType type) {
    if (const auto known = table.find(name)) {
        table.fields[*known].type = type;
        return *known;
    }
    table.fields.push_back({.name = name, .type = type});
    for (Feature& feature : table.features)
        feature.values.emplace_back();
    return table.fields.size() - 1;
}

Value text_or_null(std::string text) {
    return text.empty() ? Value() : Value(std::move(text));
}

}  // namespace

std::vector<Post> read_posts(SourceRef ref) {
    ref.is_table = true;
    ref.usual_layer = "posts";
    ref.layer = choose_table(ref, msg("call the table posts, or give a file that holds nothing else"));
    Source source = Source::open(ref);
    std::vector<std::string> fields;
    std::array<int, 4> at{-1, -1, -1, -1};
    for (std::size_t i = 0; i < columns().size(); ++i) {
        const Column& column = columns()[i];
        const auto field = source.find_field({}, column.aliases, "other names for the other columns");
        if (!field && column.is_needed)
            throw ConfigError(
                msg("no column holds {}; it would be called {}", marked(column.what), fmt::join(column.aliases, ", ")),
                source.place(), msg("rename the column in the table of --posts"));
        if (!field) continue;
        at[i] = static_cast<int>(fields.size());
        fields.push_back(*field);
    }
    std::vector<Post> posts;
    source.for_each(fields, [&](Feature&& feature) {
        if (std::ranges::all_of(feature.values, [](const Value& value) { return is_blank(value); })) return;
        const Place place = source.place(feature.fid);
        refuse_damage(from_csv(feature.values[static_cast<std::size_t>(at[0])], ref.path), 0,
                      msg("the code of the grid"), place);
        Post post;
        post.grid_code = text_in(feature, at[0], ref.path);
        post.name = text_in(feature, at[1], ref.path);
        post.post = text_in(feature, at[2], ref.path);
        post.phone = text_in(feature, at[3], ref.path);
        post.kind = kind_of(post.post);
        post.fid = feature.fid;
        demand(post, place);
        posts.push_back(std::move(post));
    });
    return posts;
}

std::map<std::string, std::vector<const Post*>> posts_by_grid(const std::vector<Post>& posts) {
    std::map<std::string, std::vector<const Post*>> of;
    for (const Post& post : posts)
        of[post.grid_code].push_back(&post);
    return of;
}

std::string texts_of_posts(const std::vector<const Post*>& posts, PostKind kind, std::string Post::*member,
                           const char* between) {
    std::vector<std::string> texts;
    for (const Post* const post : posts) {
        if (post->kind == kind && !(post->*member).empty()) texts.push_back(post->*member);
    }
    return fmt::format("{}", fmt::join(texts, between));
}

Findings check_posts(const std::vector<Post>& posts, const std::vector<std::string>& codes) {
    Findings findings;
    const std::set<std::string> known(codes.begin(), codes.end());
    for (const Post& post : posts) {
        const bool is_lost = !known.contains(post.grid_code);
        if (!is_lost && post.kind != PostKind::other) continue;
        Message what = is_lost ? msg("row {} of the posts: the layer has no grid {}", post.fid, post.grid_code)
                               : msg("row {} of the posts: '{}' is none of 网格长 (head), 专职网格员 (full_time), "
                                     "兼职网格员 (part_time) and 网格指导员 (instructor)",
                                     post.fid, post.post);
        findings.push_back(is_lost ? Finding("post_without_grid", {}, post.grid_code, std::move(what))
                                   : Finding("post_unknown", {}, post.grid_code, std::move(what)));
        findings.back().fid = post.fid;
    }
    const auto of = posts_by_grid(posts);
    std::vector<std::string> headless;
    for (const std::string& code : codes) {
        const auto own = of.find(code);
        const std::int64_t heads = own == of.end() ? 0 : count_of(own->second, PostKind::head);
        if (heads == 0) headless.push_back(code);
        if (heads < 2) continue;
        findings.push_back({"head_repeated",
                            {},
                            code,
                            msg("the grid {} has {} heads in the table of posts; there is to be one", code, heads)});
    }
    if (!headless.empty()) {
        findings.push_back({"head_missing",
                            {},
                            headless.size() == 1 ? headless.front() : std::string(),
                            msg("{} of {} grids {} no head in the table of posts: {}", headless.size(), codes.size(),
                                headless.size() == 1 ? "has" : "have",
                                first_ten(std::vector<Message>(headless.begin(), headless.end()), headless.size()))});
    }
    return findings;
}

void add_posts(FeatureTable& grids, std::size_t code_column, const std::vector<Post>& posts) {
    const auto of = posts_by_grid(posts);
    const std::vector<const Post*> nobody;
    const std::size_t workers = column_of(grids, "workers", FieldType::integer64);
    const std::size_t full_time = column_of(grids, "full_time", FieldType::integer64);
    const std::size_t part_time = column_of(grids, "part_time", FieldType::integer64);
    const std::size_t head = column_of(grids, "head", FieldType::text);
    const std::size_t phone = column_of(grids, "phone", FieldType::text);
    const std::size_t instructor = column_of(grids, "instructor", FieldType::text);
    for (Feature& feature : grids.features) {
        const auto known = of.find(to_text(feature.values[code_column]));
        const std::vector<const Post*>& own = known == of.end() ? nobody : known->second;
        const std::int64_t full = count_of(own, PostKind::full_time);
        const std::int64_t part = count_of(own, PostKind::part_time);
        feature.values[workers] = full + part;
        feature.values[full_time] = full;
        feature.values[part_time] = part;
        feature.values[head] = text_or_null(texts_of_posts(own, PostKind::head, &Post::name, "、"));
        feature.values[phone] = text_or_null(texts_of_posts(own, PostKind::head, &Post::phone, "、"));
        feature.values[instructor] = text_or_null(texts_of_posts(own, PostKind::instructor, &Post::name, "、"));
    }
}

FeatureTable posts_table(const std::vector<Post>& posts, const std::vector<std::string>& codes) {
    const std::set<std::string> known(codes.begin(), codes.end());
    FeatureTable table;
    table.name = "posts";
    for (const char* const name : {"grid_code", "person", "post", "phone"})
        table.fields.push_back({.name = name});
    for (const Post& post : posts) {
        if (!known.contains(post.grid_code)) continue;
        Feature feature;
        feature.fid = static_cast<std::int64_t>(table.features.size()) + 1;
        feature.values = {post.grid_code, post.name, post.post, text_or_null(post.phone)};
        table.features.push_back(std::move(feature));
    }
    return table;
}

bool is_personal(const std::string& field) {
    static const std::set<std::string, std::less<>> fields{"head",       "phone",    "instructor", "网格长",
                                                           "网格指导员", "联系电话", "电话",       "手机"};
    return fields.contains(boost::to_lower_copy(field));
}

}  // namespace grid
