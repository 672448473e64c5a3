# pam_quen.so: signs Quen's own users in, for any PAM program.
