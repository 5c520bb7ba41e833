import type { Language } from './language.ts';
import { SPANISH_THINGS } from './things.ts';

/** Questions ask for the "número" or the "cantidad", for "cuántos" would agree with `T`. */
export const SPANISH: Language = {
  things: SPANISH_THINGS,
  opening: {
    pretraining: [
      '{N} tiene {a} {T}.',
      'Al principio {N} tiene {a} {T}.',
      'En casa de {N} hay {a} {T}.',
      '{N} cuenta {a} {T} por la mañana.',
      '{N} guarda {a} {T} en una caja.',
      'Primero {N} guarda {a} {T}.',
    ],
    validation: ['Por la mañana {N} tiene {a} {T}.', 'En una caja {N} guarda {a} {T}.'],
    test: ['Al principio hay {a} {T} en casa de {N}.', 'Primero {N} cuenta {a} {T}.'],
  },
  events: {
    add: {
      pretraining: [
        '{N} recibe {b} {T} más.',
        'Luego {N} compra {b} más.',
        'Después {N} encuentra {b} {T} más.',
        'Llegan {b} {T} más.',
        '{N} añade {b} {T}.',
        '{N} gana {b} más por la tarde.',
      ],
      validation: ['Luego {N} recibe {b} más.', 'Después llegan {b} {T} más.'],
      test: ['Por la tarde {N} encuentra {b} más.', 'Después {N} añade {b} {T} más.'],
    },
    subtract: {
      pretraining: [
        '{N} pierde {b} {T}.',
        'Luego {N} regala {b} {T}.',
        '{N} vende {b} por la tarde.',
        'Después {N} tira {b} {T}.',
        '{N} da {b} {T} a un amigo.',
      ],
      validation: ['Por la tarde {N} pierde {b}.', 'Después {N} regala {b} {T} a un amigo.'],
      test: ['Luego {N} vende {b} {T}.', '{N} tira {b} por la tarde.'],
    },
    times: {
      pretraining: [
        'El número de {T} se multiplica por {b}.',
        'Luego {N} tiene {b} veces la cantidad de antes.',
        'Pronto hay {b} veces el número de antes.',
        '{N} multiplica por {b} la cantidad de {T}.',
        'Después la cantidad se multiplica por {b}.',
      ],
      validation: [
        'Pronto la cantidad de {T} se multiplica por {b}.',
        'Después {N} tiene {b} veces el número de antes.',
      ],
      test: ['Luego {N} multiplica por {b} el número de {T}.', 'Después hay {b} veces la cantidad de antes.'],
    },
    share: {
      pretraining: [
        '{N} reparte por igual entre {b} personas y guarda una parte.',
        '{N} divide todo entre {b} personas y guarda una parte.',
        '{b} personas reparten todo por igual, y {N} guarda una parte.',
        'Luego {N} hace {b} partes iguales y guarda una parte.',
        'Todo se divide en {b} partes iguales, y {N} guarda una.',
      ],
      validation: [
        'Luego {N} reparte todo en {b} partes iguales y guarda una.',
        '{N} divide por igual entre {b} personas y guarda una parte.',
      ],
      test: [
        'Entre {b} personas {N} reparte por igual y guarda una parte.',
        '{N} divide todo en {b} partes iguales y guarda una.',
      ],
    },
    bags: {
      pretraining: [
        '{N} compra {b} bolsas con {c} {T} en cada una.',
        'Llegan {b} cajas de {c} {T} cada una.',
        'Cada día, durante {b} días, {N} recibe {c} {T}.',
        '{N} encuentra {b} paquetes con {c} {T} cada uno.',
        'Luego {N} recibe {b} bolsas de {c} {T} cada una.',
      ],
      validation: [
        '{N} recibe {b} cajas con {c} {T} en cada una.',
        'Luego {N} compra {b} paquetes de {c} {T} cada uno.',
      ],
      test: ['Llegan {b} bolsas con {c} {T} en cada una.', 'Durante {b} días {N} encuentra {c} {T} cada día.'],
    },
    half: {
      pretraining: [
        '{N} pierde la mitad.',
        'Luego {N} vende la mitad de todo.',
        '{N} regala la mitad por la tarde.',
        'Después {N} da la mitad a un amigo.',
        'La mitad se pierde.',
        '{N} tira la mitad de todo.',
      ],
      validation: ['Después {N} regala la mitad de todo.', 'Por la tarde {N} pierde la mitad.'],
      test: ['Luego la mitad se pierde.', 'Por la tarde {N} vende la mitad de todo.'],
    },
  },
  question: {
    pretraining: [
      '¿Qué número de {T} tiene {N} ahora?',
      '¿Cuál es la cantidad de {T} al final?',
      '¿Qué cantidad de {T} hay ahora?',
      '¿Cuál es el número de {T} ahora?',
      'Al final, ¿qué número de {T} tiene {N}?',
    ],
    validation: ['¿Qué cantidad de {T} tiene {N} al final?', '¿Cuál es ahora el número de {T}?'],
    test: ['¿Qué número de {T} hay al final?', 'Ahora, ¿cuál es la cantidad de {T}?'],
  },
};
