#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "libgrid/core/error.hpp"
#include "libgrid/io/destination.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "tests/unit/io/temp_folder.hpp"

namespace {

namespace fs = std::filesystem;

using grid::io::Carrier;
using grid::io::carrier_of;
using grid_test::TempFolder;

/// Bytes that no packer makes fewer of.
fs::path write_noise(const fs::path& path, std::size_t bytes) {
    std::mt19937 engine(7);
    std::ofstream file(path, std::ios::binary);
    for (std::size_t i = 0; i < bytes; ++i)
        file.put(static_cast<char>(engine() & 0xFFU));
    return path;
}

/// While it lives, no file grows beyond so many bytes: as a full disk would have it.
class FullDisk {
public:
    explicit FullDisk(rlim_t most) {
        (void)std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit now = m_before;
        now.rlim_cur = most;
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
};

}  // namespace

TEST_CASE("where an output goes is known by its name") {
    CHECK(carrier_of("-") == Carrier::standard_output);
    CHECK(carrier_of("./-") == Carrier::none);
    CHECK(carrier_of("a.zip") == Carrier::none);
    CHECK(carrier_of("/vsizip/a.zip/b.shp") == Carrier::archive);
    CHECK(carrier_of("/vsizip/{a b.ZIP}/in/b.shp") == Carrier::archive);
    CHECK(carrier_of("/vsigzip//tmp/b.csv.gz") == Carrier::archive);
    CHECK(carrier_of("/vsis3/office/b.shp") == Carrier::store);
    for (const char* path : {"/vsizip/a.zip", "/vsizip/a.zip/", "/vsizip/b.shp", "/vsizip/{a.zip", "/vsigzip/b.csv",
                             "/vsigzip/.gz", "/vsimem/b.shp", "/vsistdout/", "/vsicurl/http://x/b.shp", "/vsi"})
        CHECK_MESSAGE(carrier_of(path) == Carrier::nowhere, path);
    CHECK(grid::io::archive_of("/vsizip//d/a.zip/in/b.shp") == "/d/a.zip");
    CHECK(grid::io::place_of_building("/vsizip//d/a.zip/in/b.shp") == fs::path("/d/b.shp"));
    CHECK(grid::io::name_with_extension("/vsigzip/d/b.csv.gz") == "b.csv");
}

TEST_CASE("an archive that does not get onto a full disk is not taken for done") {
    const TempFolder folder;
    constexpr std::size_t bytes = 40'000;
    // From nothing to just a byte too little: the directory of the archive, which comes last, does not get there.
    for (const rlim_t most : {0, 20'000, 60'000, 80'000, 80'100, 80'200}) {
        CAPTURE(most);
        const std::vector<fs::path> files{write_noise(fs::path(folder / "a.bin"), bytes),
                                          write_noise(fs::path(folder / "b.bin"), bytes)};
        const FullDisk full(most);
        CHECK_THROWS_AS(grid::io::pack("/vsizip/x.zip/in/b.bin", files), grid::InputError);
    }
    for (const rlim_t most : {0, 20'000, 40'000}) {
        CAPTURE(most);
        const std::vector<fs::path> files{write_noise(fs::path(folder / "c.bin"), bytes)};
        const FullDisk full(most);
        CHECK_THROWS_AS(grid::io::pack("/vsigzip/c.bin.gz", files), grid::InputError);
    }
    const std::vector<fs::path> files{write_noise(fs::path(folder / "a.bin"), bytes),
                                      write_noise(fs::path(folder / "b.bin"), bytes)};
    grid::io::pack("/vsizip/x.zip/in/b.bin", files);
    CHECK_FALSE(fs::exists(files.front()));
    const std::string archive = fs::path(folder / "x.zip").string();
    CHECK(grid::io::open_to_read("/vsizip/{" + archive + "}/in/a.bin") != nullptr);
    CHECK(fs::file_size(archive) > 80'200);
}
