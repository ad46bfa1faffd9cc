
#include <algorithm>
#include <cmath>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/proj.hpp"

namespace grid {

struct CrsTransform::Impl {
    std::string from;
    std::string to;
    io::ProjContext context;
    io::ProjObject operation;  ///< null: identity
};

// PROJ is used directly and not through OGR, because OGR chooses one of several datum shifts for a whole batch of
// points, so that the result for a point would depend on its company. PROJ chooses for each point.
CrsTransform::CrsTransform(const std::string& from_wkt, const std::string& to_wkt)
    : m_impl(std::make_unique<Impl>(Impl{from_wkt, to_wkt, nullptr, nullptr})) {
    if (same_crs(from_wkt, to_wkt)) return;
    m_impl->context = io::make_proj_context();
    PJ_CONTEXT* const context = m_impl->context.get();
    const io::ProjObject from(proj_create(context, from_wkt.c_str()));
    const io::ProjObject to(proj_create(context, to_wkt.c_str()));
    io::ProjObject operation;
    if (from && to) operation.reset(proj_create_crs_to_crs_from_pj(context, from.get(), to.get(), nullptr, nullptr));
    if (operation) m_impl->operation.reset(proj_normalize_for_visualization(context, operation.get()));
    if (!m_impl->operation) {
        throw InputError(msg("there is no transformation from {} to {}", crs_name(from_wkt), crs_name(to_wkt)));
    }
}

CrsTransform::CrsTransform(CrsTransform&&) noexcept = default;
CrsTransform& CrsTransform::operator=(CrsTransform&&) noexcept = default;
CrsTransform::~CrsTransform() = default;

bool CrsTransform::is_identity() const {
    return !m_impl->operation;
}

void CrsTransform::operator()(std::span<Point> points) const {
    if (is_identity()) return;
    constexpr std::size_t batch = 4096;
    std::vector<Point> before;
    for (std::size_t begin = 0; begin < points.size(); begin += batch) {
        const auto part = points.subspan(begin, std::min(batch, points.size() - begin));
        before.assign(part.begin(), part.end());
        proj_errno_reset(m_impl->operation.get());
        proj_trans_generic(m_impl->operation.get(), PJ_FWD, &part[0].x, sizeof(Point), part.size(), &part[0].y,
                           sizeof(Point), part.size(), nullptr, 0, 0, nullptr, 0, 0);
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (std::isfinite(part[i].x) && std::isfinite(part[i].y)) continue;
            throw InputError(
                msg("the point cannot be transformed from {} to {}", crs_name(m_impl->from), crs_name(m_impl->to)),
                {.file = {}, .layer = {}, .fid = {}, .at = before[i]},
                msg("check the CRS of the input; --input-crs overrides the one that the file declares"));
        }
    }
}

}  // namespace grid
