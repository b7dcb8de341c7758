/** What a shell takes as one argument, with some room to spare; a table may have more. */
const LONGEST_ARGUMENT = 100_000;

/**
 * The request for exactly what is on the screen, as a command line.
 * @param {string} origin
 * @param {unknown} experiment
 */
export function asCurl(origin, experiment) {
  const body = JSON.stringify(experiment);
  const call = `curl -s '${origin}/api/v1/traces' -H 'content-type: application/json'`;
  if (body.length > LONGEST_ARGUMENT) return `${call} --data-binary @- <<'END'\n${body}\nEND\n`;
  return `${call} -d '${body.replaceAll("'", "'\\''")}'`;
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
