#include "libgrid/io/placement.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ranges>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

enum class Outcome { moved, is_there, failed };

bool is_unsupported(int error) {
    return error == EINVAL || error == ENOSYS || error == ENOTSUP;
}

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

/// For file systems that cannot rename without replacing. A second name is refused where there is one; where there are
/// no second names, two processes may still meet between the look and the move.
Outcome move_by_link(const fs::path& file, const fs::path& target) {
    std::error_code error;
    if (!fs::is_directory(file, error)) {
        if (::link(file.c_str(), target.c_str()) == 0) {
            ::unlink(file.c_str());
            return Outcome::moved;
        }
        if (errno == EEXIST) return Outcome::is_there;
    }
    if (is_there(target)) return Outcome::is_there;
    return ::rename(file.c_str(), target.c_str()) == 0 ? Outcome::moved : Outcome::failed;
}

/// Leaves what is there.
Outcome move_new(const fs::path& file, const fs::path& target) {
    if (::renameat2(AT_FDCWD, file.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return Outcome::moved;
    if (errno == EEXIST || errno == ENOTEMPTY) return Outcome::is_there;
    return is_unsupported(errno) ? move_by_link(file, target) : Outcome::failed;
}

[[noreturn]] void fail(const fs::path& target, int error) {
    throw InputError(msg("cannot be moved into place: {}", std::strerror(error)),
                     {.file = target.string(), .layer = {}, .fid = {}, .at = {}});
}

}  // namespace

Placement::~Placement() {
    for (const Move& move : m_done | std::views::reverse) {
        const unsigned how = move.exchanged ? RENAME_EXCHANGE : RENAME_NOREPLACE;
        if (::renameat2(AT_FDCWD, move.target.c_str(), AT_FDCWD, move.file.c_str(), how) != 0 && !move.exchanged)
            (void)std::rename(move.target.c_str(), move.file.c_str());
    }
}

void Placement::move(const fs::path& file, const fs::path& target, bool may_replace) {
    Outcome outcome = move_new(file, target);
    if (outcome == Outcome::failed) fail(target, errno);
    if (outcome == Outcome::moved) {
        m_done.push_back({file, target, false});
        return;
    }
    if (!may_replace) {
        throw InputError(msg("the output exists already, since this run began"),
                         {.file = target.string(), .layer = {}, .fid = {}, .at = {}},
                         msg("replace it with -O, --overwrite"));
    }
    // A folder would go with all that is in it.
    if (fs::is_directory(file) != fs::is_directory(target)) fail(target, fs::is_directory(file) ? ENOTDIR : EISDIR);
    if (::renameat2(AT_FDCWD, file.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
        m_done.push_back({file, target, true});
        return;
    }
    if (!is_unsupported(errno) && errno != ENOENT) fail(target, errno);
    if (::rename(file.c_str(), target.c_str()) != 0) fail(target, errno);  // the old one is gone: nothing to take back
}

}  // namespace grid::io
