<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="1">
  <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">
    <symbols>
      <symbol type="fill" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleLine" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option name="line_color" type="QString" value="70,70,70,200"/>
            <Option name="line_style" type="QString" value="solid"/>
            <Option name="line_width" type="QString" value="0.15"/>
            <Option name="line_width_unit" type="QString" value="MM"/>
            <Option name="capstyle" type="QString" value="round"/>
            <Option name="joinstyle" type="QString" value="round"/>
          </Option>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <labeling type="simple">
    <settings calloutType="simple">
      <text-style fieldName="if(2 * (length(&quot;grid_name&quot;) + length(regexp_replace(&quot;grid_name&quot;, '[ -~]', ''))) &lt; 1000 * sqrt(&quot;area_m2&quot;) / @map_scale, concat(&quot;grid_name&quot;, '\n', &quot;households&quot;), regexp_replace(substr(&quot;grid_code&quot;, length(&quot;parent&quot;) + 1), '^0+(?=.)', ''))" isExpression="1" fontFamily="Sans" fontSize="7" fontSizeUnit="Point" fontWeight="57" namedStyle="Medium" textColor="55,55,60,255" multilineHeight="1">
        <text-buffer bufferDraw="1" bufferSize="0.5" bufferSizeUnits="MM" bufferColor="255,255,255,255" bufferOpacity="1"/>
      </text-style>
      <text-format multilineAlign="1"/>
      <placement placement="1" centroidInside="1" centroidWhole="1" fitInPolygonOnly="1"/>
      <rendering scaleVisibility="1" scaleMin="1" scaleMax="5000" obstacle="0" drawLabels="1" fontMinPixelSize="3" fontMaxPixelSize="10000"/>
    </settings>
  </labeling>
  <blendMode>0</blendMode>
  <layerGeometryType>2</layerGeometryType>
</qgis>
