/**
 * The request for exactly what is on the screen, as a command line.
 * @param {string} origin
 * @param {unknown} experiment
 */
export function asCurl(origin, experiment) {
  const body = JSON.stringify(experiment).replaceAll("'", "'\\''");
  return `curl -s '${origin}/api/v1/traces' -H 'content-type: application/json' -d '${body}'`;
}

/**
 * The same in Python, without the server.
 * @param {unknown} experiment
 */
export function asPython(experiment) {
  const text = JSON.stringify(JSON.stringify(experiment));
  return [
    "from app.engine import Experiment, trace",
    "",
    `experiment = Experiment.model_validate_json(${text})`,
    "result = trace(experiment)",
    "for run in result.runs:",
    '    print(run.label, run.outcome.message, run["loss"][-1])',
    "",
  ].join("\n");
}
