window.webbuilder = {};
function checkJson(custom) { return custom; }
