#include "metis_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>

#include "libgrid/core/error.hpp"

namespace {

/// The numbers of one line after the other.
class NumberReader {
public:
    explicit NumberReader(const std::string& path) : m_path(path), m_stream(path) {
        if (!m_stream) {
            throw grid::InputError(fmt::format("cannot open: {}", std::strerror(errno)), {path, "", {}, {}});
        }
    }

    bool next_line() {
        while (std::getline(m_stream, m_line)) {
            ++m_number;
            if (m_line.empty() || m_line[0] != '%') {
                m_at = 0;
                return true;
            }
        }
        return false;
    }
    bool at_end() {
        while (m_at < m_line.size() && (m_line[m_at] == ' ' || m_line[m_at] == '\t' || m_line[m_at] == '\r')) {
            ++m_at;
        }
        return m_at >= m_line.size();
    }
    template <typename Number>
    Number next() {
        Number value{};
        if (at_end()) {
            fail("the line ends too early");
        }
        const char* end = m_line.data() + m_line.size();
        const auto [stop, error] = std::from_chars(m_line.data() + m_at, end, value);
        if (error != std::errc() || (stop != end && *stop != ' ' && *stop != '\t' && *stop != '\r')) {
            fail("not a number, or out of range: " + m_line.substr(m_at, 20));
        }
        m_at = static_cast<std::size_t>(stop - m_line.data());
        return value;
    }
    [[noreturn]] void fail(const std::string& message) const {
        throw grid::InputError(fmt::format("line {}: {}", m_number, message), {m_path, "", {}, {}});
    }

private:
    std::string m_path;
    std::ifstream m_stream;
    std::string m_line;
    std::size_t m_at = 0;
    long m_number = 0;
};

}  // namespace

grid::Graph read_metis_graph(const std::string& path) {
    NumberReader reader(path);
    if (!reader.next_line()) {
        reader.fail("the file is empty");
    }
    const auto n = reader.next<std::int32_t>();
    const auto m = reader.next<std::int32_t>();
    const int format = reader.at_end() ? 0 : reader.next<int>();
    const bool vertex_weights = format / 10 % 10 == 1;
    const bool edge_weights = format % 10 == 1;
    if (n < 1 || m < 0 || m > std::numeric_limits<std::int32_t>::max() / 2 || format < 0 || format > 11 ||
        format / 10 > 1 || format % 10 > 1) {
        reader.fail("the header must be: vertices edges [0|1|10|11 [criteria]]");
    }
    grid::Graph graph;
    graph.criteria = reader.at_end() ? 1 : reader.next<int>();
    if (graph.criteria < 1 || graph.criteria > 16) {
        reader.fail("the number of weights per vertex must be 1 to 16");
    }
    graph.offsets.push_back(0);
    for (std::int32_t v = 0; v < n; ++v) {
        if (!reader.next_line()) {
            reader.fail(fmt::format("the file ends before vertex {}", v + 1));
        }
        for (int c = 0; c < graph.criteria; ++c) {
            graph.weight.push_back(vertex_weights ? reader.next<std::int64_t>() : 1);
        }
        while (!reader.at_end()) {
            graph.adjacency.push_back(reader.next<std::int32_t>() - 1);
            graph.edge_weight.push_back(edge_weights ? reader.next<double>() : 1.0);
        }
        graph.offsets.push_back(static_cast<std::int32_t>(graph.adjacency.size()));
    }
    if (graph.adjacency.size() != 2 * static_cast<std::size_t>(m)) {
        reader.fail(fmt::format("{} edges announced, {} half edges found", m, graph.adjacency.size()));
    }
    return graph;
}

void read_coordinates(const std::string& path, grid::Graph& graph) {
    NumberReader reader(path);
    for (std::int32_t v = 0; v < graph.vertex_count(); ++v) {
        if (!reader.next_line()) {
            reader.fail(fmt::format("the file ends before vertex {}", v + 1));
        }
        graph.x.push_back(reader.next<double>());
        graph.y.push_back(reader.next<double>());
    }
}

void write_parts(const std::string& path, const std::vector<std::int32_t>& part) {
    std::string text;
    for (const std::int32_t p : part) {
        text += fmt::format("{}\n", p);
    }
    std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "w");
    bool good = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    good = file != nullptr && (file == stdout ? std::fflush(file) : std::fclose(file)) == 0 && good;
    if (!good) {
        throw grid::InputError(fmt::format("cannot write: {}", std::strerror(errno)), {path, "", {}, {}});
    }
}
