#pragma once

// For the files of this stage only: which files an output is made of, and how they come into place safely.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/io/write.hpp"

namespace grid::io {

/// Where the output really goes: a symbolic link is followed, so that the link stays one, also to where nothing is yet.
[[nodiscard]] std::filesystem::path resolve(const std::string& path);

/// A file beside an output of a format that holds one layer only: `<stem><suffix>.<ext>`; a suffix with an
/// extension of its own keeps that.
[[nodiscard]] std::filesystem::path path_beside(const std::filesystem::path& path, const std::string& suffix);

/// Names of all files that an output of this name can consist of, the name itself first, whether they are there or not:
/// the parts of a Shapefile, the GeoPackage of a project, and those beside it. Empty for a connection to a database.
[[nodiscard]] std::vector<std::string> files_of_output(const std::string& path, const std::vector<std::string>& beside);

/// Names of all files that this output can consist of, `path` first; without those that are not there.
[[nodiscard]] std::vector<std::filesystem::path> existing_files(const std::filesystem::path& path,
                                                                const OutputOptions& options);

/// Throws InputError if nothing can be created in the folder of `path`, or if `path` is there but not a regular file.
void check_place(const std::filesystem::path& path);

/// A hidden folder beside an output, `.<name>.<pid>-<n>.part`, in which the output is built. It is locked while its
/// owner lives; unlocked ones that a killed run left for the same output are removed on creation.
class UnfinishedOutput {
public:
    /// Throws InputError.
    explicit UnfinishedOutput(const std::filesystem::path& output);
    ~UnfinishedOutput();
    UnfinishedOutput(const UnfinishedOutput&) = delete;
    UnfinishedOutput& operator=(const UnfinishedOutput&) = delete;

    /// Where to write a file that is to be called `name` beside the output.
    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return m_folder / name; }

    /// Writes a text file that is to be called `name` beside the output. Throws InputError.
    void add_text(const std::string& name, std::string_view text) const;

    /// Writes all files through to the disk, renames them over those of the same name (the output itself last) and
    /// removes those of `old_files` that were not replaced. Throws InputError; before the first rename that means that
    /// nothing has changed.
    void commit(const std::vector<std::filesystem::path>& old_files);

private:
    std::filesystem::path m_output;
    std::filesystem::path m_folder;
    int m_lock = -1;
};

}  // namespace grid::io
