import { seededRandom } from '../../../base/random.ts';
import type { BySplit } from '../contract.ts';
import { invented, mixed } from './invented.ts';
import { split } from './text.ts';

/** Things that can be counted, in the plural. */
export const THINGS: BySplit<readonly string[]> = {
  pretraining: mixed(
    split(`apples badges balls bananas baskets beads bells books bottles bowls boxes bricks brushes buttons
      cakes candles cards carrots chairs coins cookies cups dolls drums eggs feathers flags flowers forks frogs
      gloves grapes hats hooks jars kites knives lamps leaves lemons letters maps marbles masks medals melons
      mugs nails nuts onions oranges pages pans pears pencils pens pins plants plates plums posters pots puzzles
      ribbons rings ropes roses rugs seeds shells shirts shoes socks spoons stamps stars stickers stones straws
      sweets tables tapes tickets tiles tools toys trees tulips vases wheels whistles`),
    invented(seededRandom('pocket-things'), 8_000, ['s', 's', 'es', 'ers', 'ings']),
  ),
  validation: split(
    'almonds blankets cushions diamonds envelopes figs goggles helmets ladders magnets notebooks peaches ' +
      'rulers scarves tokens umbrellas',
  ),
  test: split(
    'acorns bracelets crayons dominoes earrings fossils hammers jackets kettles lanterns muffins napkins ' +
      'pebbles sandals turnips walnuts',
  ),
};
