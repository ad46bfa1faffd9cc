#include "libgrid/layer/household_table.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <cmath>
#include <tuple>
#include <utility>

namespace grid {

namespace {

constexpr int workload_bits = 60;

/// All units are alike: so whoever does not know them, but only that places are in one, finds the same order.
auto order_of(const PersonRow& row) {
    return std::tuple(row.key, row.rank < in_no_unit ? 0 : row.rank, row.at);
}

}  // namespace

std::uint64_t household_key(std::string_view identifier) {
    boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc;
    crc.process_bytes(identifier.data(), identifier.size());
    return crc.checksum();
}

Int128 exact_workload(double amount) {
    return static_cast<Int128>(std::nearbyint(std::ldexp(amount, workload_bits)));
}

double to_amount(Int128 workload) {
    return std::ldexp(static_cast<double>(workload), -workload_bits);
}

void HouseholdTable::add(const PersonRow& row) {
    m_rows.push_back(row);
    if (m_rows.size() < m_limit) return;
    compress();
    m_limit = std::max(m_limit, 2 * m_rows.size());
}

std::vector<PersonRow> HouseholdTable::finish() {
    compress();
    return std::move(m_rows);
}

void HouseholdTable::compress() {
    if (m_rows.empty()) return;
    tbb::parallel_sort(m_rows.begin(), m_rows.end(),
                       [](const PersonRow& a, const PersonRow& b) { return order_of(a) < order_of(b); });
    std::size_t last = 0;
    for (std::size_t i = 1; i < m_rows.size(); ++i) {
        if (order_of(m_rows[i]) == order_of(m_rows[last])) {
            m_rows[last].persons += m_rows[i].persons;
            m_rows[last].workload += m_rows[i].workload;
        } else {
            m_rows[++last] = m_rows[i];
        }
    }
    m_rows.resize(last + 1);
}

}  // namespace grid
