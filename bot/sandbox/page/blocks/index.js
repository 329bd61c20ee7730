// Which function draws which block.
import { lookUp } from "../dom.js";
import { chart } from "./chart.js";
import { file, image, video } from "./image.js";
import { input } from "./inputs.js";
import { actions, alert, card, carousel, container, context, divider, header, section } from "./layout.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich_text.js";
import { dataTable, table } from "./table.js";
import { plan, taskCard } from "./tasks.js";
import { unknown } from "./unknown.js";

const DRAW = {
  section, context, actions, header, divider, alert, card, carousel, container, input, image, video, file, markdown, table, plan,
  context_actions: actions,
  rich_text: richText,
  data_table: dataTable,
  data_visualization: chart,
  task_card: taskCard,
};

/** Nodes of these blocks. A block that is broken is named and does not take the others with it. */
export function drawBlocks(blocks, surface) {
  return blocks.map((block, index) => {
    const named = block.block_id ? block : { ...block, block_id: `block-${index}` };
    return drawBlock(named, surface);
  });
}

function drawBlock(block, surface) {
  const draw = lookUp(DRAW, block.type);
  if (!draw) return unknown("block", block.type);
  try {
    return draw(block, surface, drawBlocks);
  } catch (error) {
    console.error("A block could not be drawn", block, error);
    return unknown("this broken block of", block.type);
  }
}

/** Draw onto a surface: values of fields that stay are kept. */
export function drawSurface(blocks, surface) {
  surface.begin();
  const nodes = drawBlocks(blocks, surface);
  surface.end();
  return nodes;
}
