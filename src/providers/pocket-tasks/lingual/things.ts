import { seededRandom } from '../../../base/random.ts';
import type { BySplit } from '../contract.ts';
import { invented, mixed } from '../words/invented.ts';
import { capitalised, split } from '../words/text.ts';

/** Things that can be counted, in the plural of one language. */
export interface Things {
  words: BySplit<readonly string[]>;
  /** Words without an entry are invented, and stay as they are in English. */
  english: ReadonlyMap<string, string>;
}

export const GERMAN_THINGS = things(
  {
    pretraining: `Äpfel:apples Bälle:balls Bananen:bananas Körbe:baskets Perlen:beads Glocken:bells Bücher:books
    Flaschen:bottles Schüsseln:bowls Ziegel:bricks Bürsten:brushes Knöpfe:buttons Kuchen:cakes Kerzen:candles
    Karten:cards Karotten:carrots Stühle:chairs Münzen:coins Kekse:cookies Tassen:cups Puppen:dolls
    Trommeln:drums Eier:eggs Federn:feathers Fahnen:flags Blumen:flowers Gabeln:forks Frösche:frogs
    Handschuhe:gloves Trauben:grapes Hüte:hats Haken:hooks Gläser:jars Drachen:kites Messer:knives Lampen:lamps
    Blätter:leaves Zitronen:lemons Briefe:letters Landkarten:maps Murmeln:marbles Masken:masks Melonen:melons
    Nägel:nails Nüsse:nuts Zwiebeln:onions Orangen:oranges Pfannen:pans Birnen:pears Bleistifte:pencils
    Pflanzen:plants Teller:plates Pflaumen:plums Töpfe:pots Bänder:ribbons Ringe:rings Seile:ropes Rosen:roses
    Samen:seeds Muscheln:shells Hemden:shirts Löffel:spoons Sterne:stars Steine:stones`,
    validation: `Mandeln:almonds Decken:blankets Kissen:cushions Diamanten:diamonds Umschläge:envelopes
    Feigen:figs Helme:helmets Leitern:ladders Magnete:magnets Hefte:notebooks Pfirsiche:peaches Lineale:rulers`,
    test: `Eicheln:acorns Armbänder:bracelets Ohrringe:earrings Hämmer:hammers Jacken:jackets Kessel:kettles
    Laternen:lanterns Servietten:napkins Kiesel:pebbles Sandalen:sandals Rüben:turnips Walnüsse:walnuts`,
  },
  inventedThings('german', ['eln', 'chen', 'ungen', 'ler']).map(capitalised),
);

export const SPANISH_THINGS = things(
  {
    pretraining: `manzanas:apples pelotas:balls plátanos:bananas cestas:baskets campanas:bells libros:books
    botellas:bottles cuencos:bowls ladrillos:bricks cepillos:brushes botones:buttons pasteles:cakes
    velas:candles tarjetas:cards zanahorias:carrots sillas:chairs monedas:coins galletas:cookies tazas:cups
    muñecas:dolls tambores:drums huevos:eggs plumas:feathers banderas:flags flores:flowers tenedores:forks
    ranas:frogs guantes:gloves uvas:grapes sombreros:hats ganchos:hooks frascos:jars cometas:kites
    cuchillos:knives lámparas:lamps hojas:leaves limones:lemons cartas:letters mapas:maps canicas:marbles
    máscaras:masks medallas:medals melones:melons clavos:nails nueces:nuts cebollas:onions naranjas:oranges
    páginas:pages sartenes:pans peras:pears lápices:pencils plantas:plants platos:plates ciruelas:plums
    ollas:pots cintas:ribbons anillos:rings cuerdas:ropes rosas:roses alfombras:rugs semillas:seeds
    conchas:shells camisas:shirts cucharas:spoons`,
    validation: `almendras:almonds mantas:blankets cojines:cushions diamantes:diamonds sobres:envelopes
    higos:figs cascos:helmets escaleras:ladders imanes:magnets cuadernos:notebooks duraznos:peaches
    reglas:rulers`,
    test: `bellotas:acorns pulseras:bracelets pendientes:earrings martillos:hammers chaquetas:jackets
    teteras:kettles faroles:lanterns servilletas:napkins guijarros:pebbles sandalias:sandals nabos:turnips
    fósiles:fossils`,
  },
  inventedThings('spanish', ['os', 'as', 'es']),
);

/** None begins with a vowel or a silent h. */
export const FRENCH_THINGS = things(
  {
    pretraining: `pommes:apples ballons:balls bananes:bananas paniers:baskets perles:beads cloches:bells
    livres:books bouteilles:bottles bols:bowls briques:bricks brosses:brushes boutons:buttons gâteaux:cakes
    bougies:candles cartes:cards carottes:carrots chaises:chairs pièces:coins biscuits:cookies tasses:cups
    poupées:dolls tambours:drums plumes:feathers drapeaux:flags fleurs:flowers fourchettes:forks
    grenouilles:frogs gants:gloves raisins:grapes chapeaux:hats crochets:hooks bocaux:jars couteaux:knives
    lampes:lamps feuilles:leaves citrons:lemons lettres:letters billes:marbles masques:masks médailles:medals
    melons:melons clous:nails noix:nuts pages:pages poêles:pans poires:pears stylos:pens plantes:plants
    prunes:plums rubans:ribbons bagues:rings cordes:ropes roses:roses tapis:rugs graines:seeds
    coquillages:shells chemises:shirts chaussures:shoes cuillères:spoons timbres:stamps pierres:stones
    tulipes:tulips`,
    validation: `couvertures:blankets coussins:cushions diamants:diamonds figues:figs lunettes:goggles
    casques:helmets cahiers:notebooks pêches:peaches règles:rulers foulards:scarves jetons:tokens
    parapluies:umbrellas`,
    test: `glands:acorns bracelets:bracelets dominos:dominoes fossiles:fossils marteaux:hammers vestes:jackets
    bouilloires:kettles lanternes:lanterns serviettes:napkins galets:pebbles sandales:sandals navets:turnips`,
  },
  inventedThings('french', ['ettes', 'ons', 'elles', 'eaux']),
);

/** Pre-training also gets the invented ones, so that the executor learns to copy a noun that it can't translate. */
function things(pairs: BySplit<string>, inventedWords: readonly string[]): Things {
  const parsed = (text: string) => split(text).map((pair) => pair.split(':') as [foreign: string, english: string]);
  const words = (text: string) => parsed(text).map(([foreign]) => foreign);
  return {
    words: {
      pretraining: mixed(words(pairs.pretraining), inventedWords),
      validation: words(pairs.validation),
      test: words(pairs.test),
    },
    english: new Map(Object.values(pairs).flatMap(parsed)),
  };
}

function inventedThings(language: string, endings: readonly string[]): string[] {
  return invented(seededRandom('pocket-lingual', language), 2_000, endings);
}
