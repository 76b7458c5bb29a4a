// One program for the parts of Kubernetes that the tests need; the name it is started by tells which it is.
// One link instead of three: they share most of their packages.
package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	manager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	commands := map[string]func() *cobra.Command{
		"kube-apiserver":          app.NewAPIServerCommand,
		"kube-controller-manager": manager.NewControllerManagerCommand,
		"kubectl":                 cmd.NewDefaultKubectlCommand,
	}
	command, known := commands[filepath.Base(os.Args[0])]
	if !known {
		os.Stderr.WriteString("start it by one of its names: kube-apiserver, kube-controller-manager, kubectl\n")
		os.Exit(2)
	}
	os.Exit(cli.Run(command()))
}
