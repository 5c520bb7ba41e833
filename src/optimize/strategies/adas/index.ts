export { adas } from './adas.ts';
