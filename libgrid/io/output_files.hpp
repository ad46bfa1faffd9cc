#pragma once

// For the files of this stage only: which files an output is made of, and how they come into place safely.

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/io/destination.hpp"
#include "libgrid/io/output_set.hpp"
#include "libgrid/io/placement.hpp"
#include "libgrid/io/write.hpp"

namespace grid::io {

/// Where the output really goes: a symbolic link is followed, so that the link stays one, also to where nothing is yet.
/// Of what is carried elsewhere, the place where it is built.
[[nodiscard]] std::filesystem::path resolve(const std::string& path);

[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& path);

[[nodiscard]] std::string upper_case(std::string text);  ///< ASCII

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

/// Throws InputError if the name of a file is longer than its folder takes, with so many bytes after it.
void check_name(const std::filesystem::path& folder, const std::filesystem::path& path, int further_bytes);

/// A hidden folder beside an output, `.<name>.<pid>-<n>.part`, in which the output is built. It is locked while its
/// owner lives; unlocked ones that a killed run left for the same output are removed on creation.
class UnfinishedOutput {
public:
    /// The output may replace what is there, but nothing that appears during the run, if `overwrite`. Those of
    /// `old_files` that it does not replace go when it comes into place. `named`: what the user calls it, which may be
    /// elsewhere (Carrier). Throws InputError.
    UnfinishedOutput(const std::filesystem::path& output, std::vector<std::filesystem::path> old_files, bool overwrite,
                     std::string named = {});
    ~UnfinishedOutput();
    UnfinishedOutput(const UnfinishedOutput&) = delete;
    UnfinishedOutput& operator=(const UnfinishedOutput&) = delete;

    /// What is built begins as a copy of `original`, as that is now: if it has changed when the output comes into
    /// place, place() throws, so that nothing of another program's is lost. Throws InputError.
    void build_on(const std::filesystem::path& original);

    /// Where to write a file that is to be called `name` beside the output. Of a Shapefile in small letters, as GDAL
    /// does it anyway; complete() gives its files their names.
    [[nodiscard]] std::filesystem::path path(const std::string& name) const;

    /// Writes a text file that is to be called `name` beside the output. Throws InputError.
    void add_text(const std::string& name, std::string_view text) const;

    /// Packs the files into their archive, if there is one, and writes all through to the disk. Throws InputError.
    void complete() const;

    /// Sends them to where they are carried, if they are. Throws ReaderGone and InputError.
    void send() const;

    /// Moves all files into place, the output itself last. Throws InputError. To be called under the lock of the
    /// registry that a signal waits for, as the next.
    void place(Placement& placement);

    /// Removes the old files that were not replaced. Throws InputError.
    void finish() const;

private:
    [[nodiscard]] std::vector<std::filesystem::path> files() const;

    std::filesystem::path m_output;
    std::vector<std::filesystem::path> m_old_files;
    bool m_overwrite;
    std::string m_named;
    Carrier m_carrier;
    std::filesystem::path m_folder;
    std::set<std::filesystem::path> m_placed;  ///< names
    std::filesystem::path m_original;          ///< empty: none
    std::string m_original_state;
    int m_lock = -1;
};

}  // namespace grid::io

namespace grid {

struct OutputSet::Impl {
    /// A place for an output to be built; lives as long as the set.
    [[nodiscard]] io::UnfinishedOutput& add(const std::filesystem::path& output,
                                            std::vector<std::filesystem::path> old_files, bool overwrite,
                                            const std::string& named);

    std::vector<std::unique_ptr<io::UnfinishedOutput>> outputs;
};

}  // namespace grid
