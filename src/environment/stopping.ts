import { W4sError } from '../base/errors.ts';

/** Ends a turn half-way, since the run is to stop. What was asked and tried in it is kept. */
export function stopping(): W4sError {
  return new W4sError('run-stopping', 'Nothing more is asked or tried in this turn, since the run stops');
}
