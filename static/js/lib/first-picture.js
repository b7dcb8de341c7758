/**
 * The first picture of a page: the runs' figure, or on the reference page the finished text. What is not needed for it
 * is fetched after it. The page says so itself, as html[data-ready]: benchmarks and tests measure by that.
 */

let goOn = () => {};

/** Resolves once the first picture is drawn, or will not be. @type {Promise<void>} */
export const afterFirstPicture = new Promise((resolve) => {
  goOn = resolve;
});

export function firstPictureDrawn() {
  document.documentElement.dataset.ready = "true";
  goOn();
}

/** There is an error to read in its place. */
export function noFirstPicture() {
  goOn();
}
