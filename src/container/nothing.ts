/** What {@link warmLoader} loads: the bundle `nothing.js`. */
module.exports = undefined;
