#pragma once

// For the files of this stage only: how complete files come into place.

#include <filesystem>
#include <vector>

namespace grid::io {

/// Moves that come about together: until keep() is called, the destructor takes them back.
class Placement {
public:
    Placement() = default;
    ~Placement();
    Placement(const Placement&) = delete;
    Placement& operator=(const Placement&) = delete;

    /// Moves a file or folder to `target`, on the same file system. What is there already goes to where the file was,
    /// if it may be replaced; else it stays, also if it has come only now. Throws InputError.
    void move(const std::filesystem::path& file, const std::filesystem::path& target, bool may_replace);

    void keep() noexcept { m_done.clear(); }

private:
    struct Move {
        std::filesystem::path file;
        std::filesystem::path target;
        bool exchanged = false;
    };
    std::vector<Move> m_done;
};

}  // namespace grid::io
