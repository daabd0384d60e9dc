var siteInfo = {"siteGuid":"5b0c7a52-1111-4a6b-9d6e-0123456789ab","projectName":"/EWB-FRONT","webVersion":"5.0","vname":"/sfj"}
if (!window.webbuilder) {
    window.webbuilder = {};
}
