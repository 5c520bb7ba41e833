/** Small everyday calculations for the example tasks: question, gold answer and the unit that is asked for. */
export const QUESTIONS: readonly { question: string; answer: number; unit: string }[] = [
  {
    question: 'A film starts at 19:40 and lasts 135 minutes. How many minutes after 21:00 does it end?',
    answer: 55,
    unit: 'minutes',
  },
  {
    question: 'A recipe for 4 people takes 600 g of flour. How many grams are needed for 7 people?',
    answer: 1050,
    unit: 'grams',
  },
  {
    question: 'A shop sells 3 notebooks for 4.50 euros. How many euros do 8 notebooks cost at the same price each?',
    answer: 12,
    unit: 'euros',
  },
  {
    question:
      'A tank holds 240 litres and is three quarters full. After 65 litres are drawn, how many litres are left?',
    answer: 115,
    unit: 'litres',
  },
  {
    question: 'A train covers 180 km in 2.5 hours at constant speed. What is its speed in km per hour?',
    answer: 72,
    unit: 'km per hour',
  },
  {
    question:
      'A garden is 12 m long and 7 m wide. A gate of 2 m needs no fence. How many metres of fence close the garden?',
    answer: 36,
    unit: 'metres',
  },
  {
    question:
      'A jacket costs 80 euros. The price falls by 25%, then by another 10% of the new price. What does it cost now?',
    answer: 54,
    unit: 'euros',
  },
  {
    question:
      'Mia reads 18 pages a day, and 30 on each day of the weekend. How many pages does she read in two full weeks?',
    answer: 300,
    unit: 'pages',
  },
  {
    question: 'A lift carries at most 630 kg. How many people of 75 kg each may ride together?',
    answer: 8,
    unit: 'people',
  },
  {
    question:
      'Two taps fill a bath. One gives 9 litres a minute, the other 6. How many minutes for 180 litres with both open?',
    answer: 12,
    unit: 'minutes',
  },
  {
    question: 'A bus leaves every 12 minutes, the first at 6:00. How many buses leave up to and including 7:00?',
    answer: 6,
    unit: 'buses',
  },
  {
    question: 'Tom has 5 coins of 50 cents, 8 of 20 cents and 6 of 5 cents. How many cents has he?',
    answer: 440,
    unit: 'cents',
  },
  { question: 'A class of 28 has 4 more girls than boys. How many girls are there?', answer: 16, unit: 'girls' },
  {
    question: 'A car uses 6.5 litres for 100 km. How many litres does it use for 260 km?',
    answer: 16.9,
    unit: 'litres',
  },
  {
    question: 'Tiles of 20 cm by 20 cm cover a floor of 3 m by 4 m. How many tiles are needed?',
    answer: 300,
    unit: 'tiles',
  },
  {
    question:
      'A worker earns 14 euros an hour, and half as much again for each hour over 40. What does she earn for 46 hours?',
    answer: 686,
    unit: 'euros',
  },
  {
    question: 'A candle of 24 cm burns down 1.5 cm an hour. How many hours until 9 cm are left?',
    answer: 10,
    unit: 'hours',
  },
  {
    question: 'The mean of five numbers is 14. Four of them are 10, 12, 15 and 18. What is the fifth?',
    answer: 15,
    unit: '',
  },
  {
    question:
      'An orchard has 14 rows of 23 trees. 37 trees are felled and 20 are planted. How many trees stand there now?',
    answer: 305,
    unit: 'trees',
  },
  {
    question:
      'A phone plan costs 9 euros a month and 5 cents a minute. What does a month with 140 minutes cost in euros?',
    answer: 16,
    unit: 'euros',
  },
  {
    question:
      'Anna is three times as old as Ben. In 6 years she will be twice as old as he is then. How old is Anna now?',
    answer: 18,
    unit: 'years',
  },
  {
    question:
      'A rope of 50 m is cut into pieces of 3.5 m. How many metres are left over after as many whole pieces ' +
      'as possible?',
    answer: 1,
    unit: 'metres',
  },
  {
    question: 'A box holds 6 eggs. A farm packs 500 eggs. How many boxes are needed for all of them?',
    answer: 84,
    unit: 'boxes',
  },
  {
    question:
      'A cyclist rides 15 km out at 20 km per hour and back at 30 km per hour. How many minutes does she ride in all?',
    answer: 75,
    unit: 'minutes',
  },
];
