"""The words of FazhiWatch 法治年报监测: frozen types and pure decisions, no I/O, no imports of ours."""
