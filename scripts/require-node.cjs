/* Says in one line that this Node is too old; written in the oldest JavaScript so that an old Node can read it. */
var wanted = require('../package.json').engines.node.replace('>=', '');
var have = process.versions.node.split('.');
var need = wanted.split('.');
if (+have[0] < +need[0] || (+have[0] === +need[0] && +have[1] < +(need[1] || 0))) {
  console.error(
    'drift-attribute-proxy needs Node ' + wanted + ' or newer; this is Node ' + process.versions.node + '.',
  );
  process.exit(78);
}
