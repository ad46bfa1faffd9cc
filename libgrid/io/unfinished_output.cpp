#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <ranges>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/data_files.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/io/text.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

/// The folders of this process that are in use. The one piece of state that outlives a call: a signal has nobody to
/// pass it the folders.
struct Registry {
    std::mutex mutex;
    std::set<fs::path> folders;
    int next = 0;
};

Registry& registry() {
    static auto* const instance = new Registry;  // never destroyed: a signal may come while the process ends
    return *instance;
}

[[noreturn]] void fail(const Message& what, const fs::path& path, int error) {
    throw InputError(
        msg("{}: {}", what, std::strerror(error)), {.file = path.string(), .layer = {}, .fid = {}, .at = {}},
        error == ENOSPC || error == EDQUOT ? msg("free some space, or write to another file system") : Message());
}

void sync(const fs::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) fail(msg("cannot be opened"), path, errno);
    const int status = ::fsync(file);
    const int error = errno;
    ::close(file);
    // Some file systems cannot sync a folder; that takes nothing from what was written.
    if (status != 0 && error != EINVAL && error != EROFS) fail(msg("cannot be written to the disk"), path, error);
}

/// A long name is cut, so that the folder's is not longer than the system allows.
std::string prefix_of(const fs::path& output) {
    constexpr std::size_t most_bytes = 200;
    return "." + std::string(io::cut_utf8(output.filename().string(), most_bytes)) + ".";
}

constexpr std::string_view suffix = ".part";

/// Differs after every change of the file.
std::string state_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) fail(msg("cannot be looked at"), file, errno);
    return fmt::format("{} {} {} {}.{:09}", status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                       status.st_mtim.tv_nsec);
}

/// Opens and locks a folder; -1 if another process holds it or it is gone.
int lock_folder(const fs::path& folder) {
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0) return -1;
    struct stat by_handle {};
    struct stat by_name {};
    const bool held = ::flock(handle, LOCK_EX | LOCK_NB) == 0 && ::fstat(handle, &by_handle) == 0 &&
                      ::stat(folder.c_str(), &by_name) == 0 && by_handle.st_ino == by_name.st_ino;
    if (held) return handle;
    ::close(handle);
    return -1;
}

/// `<pid>-<n>` between the prefix and the suffix: nothing else is ours to remove.
bool is_part_name(const std::string& name, const std::string& prefix) {
    if (name.size() <= prefix.size() + suffix.size() || !name.starts_with(prefix) || !name.ends_with(suffix)) {
        return false;
    }
    const std::string middle = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
    const std::size_t dash = middle.find('-');
    return dash != std::string::npos && dash > 0 && dash + 1 < middle.size() &&
           middle.find_first_not_of("0123456789-") == std::string::npos;
}

void remove_stale(const fs::path& parent, const fs::path& output, const std::set<fs::path>& own) {
    std::error_code error;
    std::vector<fs::path> stale;
    for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
        if (is_part_name(it->path().filename().string(), prefix_of(output)) && !own.contains(it->path())) {
            stale.push_back(it->path());
        }
    }
    for (const fs::path& folder : stale) {
        const int lock = lock_folder(folder);
        if (lock < 0) continue;
        fs::remove_all(folder, error);
        ::close(lock);
    }
}

}  // namespace

namespace io {

UnfinishedOutput::UnfinishedOutput(const fs::path& output, std::vector<fs::path> old_files, bool overwrite,
                                   std::string named)
    : m_output(output),
      m_old_files(std::move(old_files)),
      m_overwrite(overwrite),
      m_named(std::move(named)),
      m_carrier(carrier_of(m_named)) {
    constexpr mode_t for_all = 0777;
    constexpr mode_t for_the_owner = 0700;  // of what lies in a folder that everybody can write to
    const bool is_shared = m_carrier == Carrier::standard_output || m_carrier == Carrier::store;
    const fs::path parent = output.has_parent_path() ? output.parent_path() : fs::path(".");
    Registry& all = registry();
    const std::lock_guard guard(all.mutex);
    remove_stale(parent, output, all.folders);
    constexpr int most_tries = 1000;
    for (int i = 0; i < most_tries && m_lock < 0; ++i) {
        m_folder = parent / fmt::format("{}{}-{}{}", prefix_of(output), ::getpid(), all.next++, suffix);
        if (::mkdir(m_folder.c_str(), is_shared ? for_the_owner : for_all) != 0) {
            if (errno == EEXIST) continue;
            fail(msg("the folder of the output cannot be written to"), output, errno);
        }
        m_lock = lock_folder(m_folder);  // fails if another run took it for a stale one just now
    }
    if (m_lock < 0) fail(msg("no temporary folder can be made beside the output"), output, EBUSY);
    all.folders.insert(m_folder);
}

UnfinishedOutput::~UnfinishedOutput() {
    const std::lock_guard guard(registry().mutex);
    std::error_code error;
    fs::remove_all(m_folder, error);
    registry().folders.erase(m_folder);
    if (m_lock >= 0) ::close(m_lock);
}

void UnfinishedOutput::add_text(const std::string& name, std::string_view text) const {
    const fs::path shown = m_folder.parent_path() / name;
    const int file = ::open(path(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) fail(msg("cannot be created"), shown, errno);
    while (!text.empty()) {
        const ssize_t n = ::write(file, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            const int reason = errno;
            ::close(file);
            fail(msg("cannot be written"), shown, reason);
        }
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::close(file) != 0) fail(msg("cannot be written"), shown, errno);
}

fs::path UnfinishedOutput::path(const std::string& name) const {
    fs::path file = m_folder / name;
    return file.extension() == ".SHP" ? file.replace_extension(".shp") : file;
}

std::vector<fs::path> UnfinishedOutput::files() const {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(m_folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::stable_partition(files.begin(), files.end(),
                          [&](const fs::path& f) { return f.filename() != m_output.filename(); });
    return files;
}

void UnfinishedOutput::complete() const {
    if (m_output.extension() == ".SHP") {
        for (const fs::path& file : files()) {
            const std::string extension = file.extension().string();
            if (std::ranges::find(shapefile_extensions(), extension) != shapefile_extensions().end())
                fs::rename(file, fs::path(file).replace_extension(upper_case(extension)));
        }
    }
    if (m_carrier == Carrier::standard_output || m_carrier == Carrier::store) return;
    if (m_carrier == Carrier::archive) pack(m_named, files());
    for (const fs::path& file : files()) {
        sync(file, O_RDONLY);
        if (!fs::is_directory(file)) continue;
        for (const fs::directory_entry& inner : fs::recursive_directory_iterator(file))
            sync(inner.path(), O_RDONLY);
    }
    sync(m_folder, O_RDONLY | O_DIRECTORY);
}

void UnfinishedOutput::send() const {
    if (m_carrier == Carrier::standard_output) send_to_standard_output(path(m_output.filename().string()));
    if (m_carrier == Carrier::store) send_to_store(m_named, files());
}

void UnfinishedOutput::build_on(const fs::path& original) {
    m_original = original;
    m_original_state = state_of(original);
}

void UnfinishedOutput::place(Placement& placement) {
    if (!m_original.empty() && state_of(m_original) != m_original_state) {
        throw InputError(msg("another program has changed the file during the run"),
                         {.file = m_original.string(), .layer = {}, .fid = {}, .at = {}},
                         msg("close it there, and run this again"));
    }
    if (m_carrier == Carrier::standard_output || m_carrier == Carrier::store) return;
    for (const fs::path& file : files()) {
        placement.move(file, m_folder.parent_path() / file.filename(), m_overwrite);
        m_placed.insert(file.filename());
    }
}

void UnfinishedOutput::finish() const {
    for (const fs::path& old : m_old_files) {
        std::error_code error;
        if (!m_placed.contains(old.filename())) fs::remove(old, error);
    }
    sync(m_folder.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace io

void discard_unfinished_output() noexcept {
    Registry& all = registry();
    const std::lock_guard guard(all.mutex);
    for (const fs::path& folder : all.folders) {
        // Another thread may put a file into the folder while it is being emptied.
        constexpr int most_tries = 200;
        for (int i = 0; i < most_tries; ++i) {
            std::error_code error;
            fs::remove_all(folder, error);
            if (!error && !fs::exists(folder, error)) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
}

io::UnfinishedOutput& OutputSet::Impl::add(const fs::path& output, std::vector<fs::path> old_files, bool overwrite,
                                           const std::string& named) {
    outputs.push_back(std::make_unique<io::UnfinishedOutput>(output, std::move(old_files), overwrite, named));
    return *outputs.back();
}

OutputSet::OutputSet() : m_impl(std::make_unique<Impl>()) {}
OutputSet::~OutputSet() = default;

void OutputSet::commit() {
    auto& outputs = m_impl->outputs;
    for (const auto& output : outputs)
        output->complete();
    // While nothing has changed yet: a reader may have gone. Who waits to be read can be ended by a signal.
    for (const auto& output : outputs)
        output->send();
    {
        // Held to the end: a signal must find either the old files or the new ones, not some of both.
        const std::lock_guard guard(registry().mutex);
        io::Placement placement;
        for (const auto& output : outputs | std::views::reverse)
            output->place(placement);
        placement.keep();
        for (const auto& output : outputs)
            output->finish();
    }
    outputs.clear();
}

}  // namespace grid
