#include "libgrid/io/same_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <compare>
#include <filesystem>
#include <map>
#include <optional>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/data_files.hpp"
#include "libgrid/io/output_files.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

/// What tells a file from every other one.
struct FileId {
    dev_t device = 0;
    ino_t inode = 0;   ///< of the file, or of the folder that it would be in
    std::string name;  ///< empty if the file is there
    auto operator<=>(const FileId&) const = default;
};

std::optional<FileId> id_of_existing(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return FileId{status.st_dev, status.st_ino, {}};
}

/// Some file systems ignore case, and a name that is not there yet cannot be asked: two that differ in nothing else
/// count as one everywhere.
std::string without_case(std::string name) {
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
    return name;
}

FileId id_of(const std::string& path) {
    if (const auto id = id_of_existing(path)) return *id;
    std::error_code error;
    // Of folders that are not there either, `a/..` is taken for what it would be.
    const fs::path target = fs::weakly_canonical(fs::absolute(io::resolve(path), error), error);
    if (const auto folder = id_of_existing(target.parent_path()))
        return {folder->device, folder->inode, without_case(target.filename().string())};
    return {0, 0, without_case(target.string())};
}

/// A file on the disk, and how it came to be looked at.
struct Known {
    const NamedFile* owner;
    std::string path;
};
using KnownFiles = std::map<FileId, Known>;

/// `o_issues.shp (of o.shp)`, or the name alone.
std::string shown(const std::string& path, const NamedFile& owner) {
    return path == owner.path ? path : fmt::format("{} (of {})", path, owner.path);
}

[[noreturn]] void refuse(const NamedFile& output, const std::string& path, const Known& other) {
    const std::string one = shown(path, output);
    const std::string two = shown(other.path, *other.owner);
    const Message names = path != other.path        ? msg("{} and {}", one, two)
                          : one.size() > two.size() ? Message(one)
                                                    : Message(two);
    throw ConfigError(msg("{} and {} are the same file: {}", output.role, other.owner->role, names), {},
                      msg("name another file with {}", output.role));
}

void add(KnownFiles& known, const NamedFile& owner, const std::vector<std::string>& paths) {
    for (const std::string& path : paths)
        known.emplace(id_of(path), Known{&owner, path});
}

void refuse_known(const NamedFile& output, const KnownFiles& known) {
    for (const std::string& path : io::files_of_output(output.path, output.beside)) {
        const auto found = known.find(id_of(path));
        if (found != known.end()) refuse(output, path, found->second);
    }
}

/// A folder (of tiles) is replaced as a whole.
void refuse_folder(const NamedFile& output, const KnownFiles& inputs) {
    std::error_code error;
    if (!fs::is_directory(output.path, error)) return;
    const FileId folder = id_of(output.path);
    for (const auto& [id, input] : inputs) {
        const fs::path path = fs::weakly_canonical(input.path, error);
        for (fs::path above = path.parent_path(); !error && above != above.parent_path(); above = above.parent_path()) {
            if (id_of_existing(above) != folder) continue;
            throw ConfigError(msg("{} would replace the folder that holds {}: {}", output.role, input.owner->role,
                                  shown(input.path, *input.owner)),
                              {}, msg("name another folder with {}", output.role));
        }
    }
}

bool replaces_something(const std::vector<NamedFile>& outputs) {
    return std::ranges::any_of(outputs, [](const NamedFile& output) {
        return std::ranges::any_of(io::files_of_output(output.path, output.beside),
                                   [](const std::string& path) { return id_of_existing(path).has_value(); });
    });
}

}  // namespace

void check_distinct_files(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs) {
    KnownFiles known;
    for (const NamedFile& input : inputs)
        add(known, input, io::files_by_name(input.path));
    KnownFiles written;
    for (const NamedFile& output : outputs) {
        refuse_known(output, known);
        refuse_folder(output, known);
        refuse_known(output, written);
        add(written, output, io::files_of_output(output.path, output.beside));
    }
    // To know what else belongs to an input it has to be opened: not for nothing.
    if (!replaces_something(outputs)) return;
    KnownFiles further;
    for (const NamedFile& input : inputs)
        add(further, input, io::further_files(input.path));
    for (const NamedFile& output : outputs)
        refuse_known(output, further);
}

}  // namespace grid
