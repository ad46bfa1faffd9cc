#pragma once

#include <string>
#include <vector>

#include "libgrid/partition/graph.hpp"

/// Reads a graph in the format of METIS 5 (manual, section 4.1.1): header "n m [fmt [ncon]]", fmt of three digits for
/// vertex sizes (not supported), vertex weights, edge weights; comment lines begin with %. Unlike METIS it accepts edge
/// weights with decimals. Vertices without weights weigh 1, edges without weights cost 1. Throws grid::InputError.
grid::Graph read_metis_graph(const std::string& path);

/// Reads lines "x y", one for each vertex, into the graph. Throws grid::InputError.
void read_coordinates(const std::string& path, grid::Graph& graph);

/// Writes one part number per line, as gpmetis does; "-" is standard output. Throws grid::InputError.
void write_parts(const std::string& path, const std::vector<std::int32_t>& part);
