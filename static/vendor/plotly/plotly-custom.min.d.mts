// The declarations of plotly.js refuse valid calls (typed arrays, nested restyle values), and only lib/plotly.js calls it.
declare const Plotly: any;
export default Plotly;
