// The parts of ECharts that the office draws with: bars, lines, points, trees and flows, as SVG.
export { init, use } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, LineChart, SankeyChart, ScatterChart, TreeChart } from "echarts/charts";
import { AriaComponent, DatasetComponent, GridComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  LineChart,
  SankeyChart,
  ScatterChart,
  TreeChart,
  AriaComponent,
  DatasetComponent,
  GridComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
]);
